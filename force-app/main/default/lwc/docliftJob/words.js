/** A job and its state in sentences. */
import { fill } from 'c/docliftFormat';
import { appWords, operationWord } from 'c/docliftWords';
import { haltedSentences, labels, stateSentences } from './labels';
import { PASSING } from './passing';

const ENDED = ['succeeded', 'partially_succeeded', 'failed'];

/** True when nothing of the job can change any more. */
export function hasEnded(run) {
    return ENDED.includes(run.state);
}

/** True when only an approver can start the job. */
export function isWaiting(run) {
    return stageOf(run) === 'waiting';
}

/** True for a switch whose list of changes says in which order it takes its Accounts. */
export function hasCohorts({ cohorts }) {
    return cohorts?.length > 0;
}

/** "Job 14: Back up". */
export function titleOf({ number, operation, dryRun }) {
    const word = operationWord(operation);
    return fill(labels.title, number, dryRun ? fill(labels.dryRun, word) : word);
}

/** The state of the job in a sentence. */
export function stateSentence(run) {
    const stopped = run.state === 'halted' && haltedSentences[run.stopCode];
    return stopped || (stateSentences[stageOf(run)] ?? '');
}

/** Why the job was paused, stopped or failed, when it was. */
export function stopSentence({ stopCode, stopSentence: sentence }) {
    if (stopCode === 'run.records-owned') return labels.recordsOwned;
    return sentence ? appWords(sentence) : '';
}

function stageOf(run) {
    if (run.state === 'succeeded' && run.dryRun) return 'dryRunEnded';
    if (run.state === 'paused') return stageOfPause(run);
    if (run.state !== 'planned') return run.state;
    if (run.planHash === null) return 'planning';
    return run.needsApproval && !run.dryRun ? 'waiting' : 'planned';
}

function stageOfPause({ stopCode, planHash }) {
    if (!PASSING.includes(stopCode)) return 'pausedByHand';
    if (stopCode === 'switch.soaking') return 'resting';
    return planHash === null ? 'pausedPlanning' : 'paused';
}
