/** Jobs as rows of the table. */
import { fill, formatMoment } from 'c/docliftFormat';
import { operationWord } from 'c/docliftWords';
import { labels, stateWords } from './labels';

const NEEDS_A_LOOK = ['halted', 'partially_succeeded', 'failed'];

/** One run of the service as a row. */
export function toRow(run) {
    const word = operationWord(run.operation);
    return {
        id: run.id,
        number: fill(labels.jobNumber, run.number),
        what: run.dryRun ? fill(labels.dryRun, word) : word,
        state: stateWords[stageOf(run)] ?? '',
        needsLook: NEEDS_A_LOOK.includes(run.state),
        made: formatMoment(run.createdAt),
        ended: run.endedAt === null ? '' : formatMoment(run.endedAt)
    };
}

/** Only a switch waits for a person. */
function stageOf({ state, planHash, operation, dryRun }) {
    if (state !== 'planned') return state;
    if (planHash === null) return 'planning';
    return operation === 'switch' && !dryRun ? 'waiting' : 'planned';
}
