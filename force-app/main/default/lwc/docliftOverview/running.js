/** The jobs that have not ended, in words. */
import { paceSentence } from 'c/docliftPace';
import { appWords, runSentence } from 'c/docliftWords';
import measuring from '@salesforce/label/c.Doclift_Job_Measuring';
import approved from '@salesforce/label/c.Doclift_Jobs_State_approved';
import halted from '@salesforce/label/c.Doclift_Jobs_State_halted';
import paused from '@salesforce/label/c.Doclift_Jobs_State_paused';
import planned from '@salesforce/label/c.Doclift_Jobs_State_planned';
import planning from '@salesforce/label/c.Doclift_Jobs_State_planning';
import waiting from '@salesforce/label/c.Doclift_Jobs_State_waiting';

const stateWords = { approved, halted, paused };

/** True while documents are worked on, so that counts change by themselves. */
export function isAtWork({ state }) {
    return state === 'running';
}

/**
 * One job as the overview shows it.
 * @param {object} run with counts, when they could be read
 * @param {{ perSecond: number, overSeconds: number } | null} pace
 */
export function toLine(run, pace) {
    const { id, counts, stopSentence } = run;
    const hasProgress = isAtWork(run) && Boolean(counts?.planned);
    return {
        id,
        sentence: runSentence(run),
        why: stopSentence ? appWords(stopSentence) : '',
        state: hasProgress ? paceSentence(pace, counts.pending) : stateWord(run),
        hasProgress,
        percent: hasProgress ? Math.floor((100 * (counts.planned - counts.pending)) / counts.planned) : 0
    };
}

function stateWord(run) {
    if (isAtWork(run)) return measuring;
    if (run.state !== 'planned') return stateWords[run.state] ?? '';
    if (run.planHash === null) return planning;
    return run.operation === 'switch' && !run.dryRun ? waiting : planned;
}
