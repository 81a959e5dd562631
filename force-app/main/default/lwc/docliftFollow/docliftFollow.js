/** Follows a short job until it has ended. */
import { toProblem } from 'c/docliftErrors';
import { startPolling } from 'c/docliftPoll';
import readRun from '@salesforce/apex/DocliftRunController.readRun';

const ENDED = new Set(['succeeded', 'partially_succeeded', 'failed', 'halted']);
/** The jobs followed on a record page take seconds. */
const EVERY_MS = 2000;

/**
 * Reads the job again and again; what cannot be read is read later by itself.
 * @param {string} runId
 * @param {object} listeners
 * @param {(run: object) => void} listeners.onWork while it is at work
 * @param {(run: object) => void} listeners.onEnd once
 * @param {(problem: object) => void} listeners.onLost after each reading that failed
 * @returns {() => void} stops it
 */
export function followRun(runId, { onWork, onEnd, onLost }) {
    const stop = startPolling({
        read: () => readRun({ runId }),
        onData: (run) => {
            if (!ENDED.has(run.state)) return onWork(run);
            stop();
            return onEnd(run);
        },
        onError: (error) => onLost(toProblem(error)),
        everyMs: EVERY_MS
    });
    return stop;
}
