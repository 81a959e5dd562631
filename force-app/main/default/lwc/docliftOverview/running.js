/** The jobs that have not ended, in words. */
import { fill, formatCount, formatDuration } from 'c/docliftFormat';
import { runSentence } from 'c/docliftWords';
import measuring from '@salesforce/label/c.Doclift_Job_Measuring';
import perMinute from '@salesforce/label/c.Doclift_Job_RatePerMinute';
import perSecond from '@salesforce/label/c.Doclift_Job_RatePerSecond';
import standing from '@salesforce/label/c.Doclift_Job_Standing';
import timeLeft from '@salesforce/label/c.Doclift_Job_TimeLeft';
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
    const { id, counts } = run;
    const hasProgress = isAtWork(run) && Boolean(counts?.planned);
    return {
        id,
        sentence: runSentence(run),
        state: hasProgress ? paceSentence(counts, pace) : stateWord(run),
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

function paceSentence({ pending }, pace) {
    if (!pace) return measuring;
    const over = formatDuration(pace.overSeconds);
    if (pace.perSecond <= 0) return fill(standing, over);
    return `${rateOf(pace.perSecond)} · ${fill(timeLeft, formatDuration(pending / pace.perSecond), over)}`;
}

function rateOf(rate) {
    return rate >= 1 ? fill(perSecond, formatCount(rate)) : fill(perMinute, formatCount(Math.ceil(rate * 60)));
}
