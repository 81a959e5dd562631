/** How fast jobs are, from what was seen of them lately. */
import { fill, formatCount, formatDuration } from 'c/docliftFormat';
import measuring from '@salesforce/label/c.Doclift_Job_Measuring';
import perMinute from '@salesforce/label/c.Doclift_Job_RatePerMinute';
import perSecond from '@salesforce/label/c.Doclift_Job_RatePerSecond';
import standing from '@salesforce/label/c.Doclift_Job_Standing';
import timeLeft from '@salesforce/label/c.Doclift_Job_TimeLeft';

const WINDOW_MS = 60_000;
/** A shorter span says nothing about a speed. */
const SHORTEST_SECONDS = 1;

/** Remembers the counts of each job for a minute. */
export class Pace {
    samples = new Map();

    /** Notes how many documents of a job are settled now. */
    note(runId, settled, nowMs) {
        const seen = this.samples.get(runId) ?? [];
        const young = seen.filter(({ atMs }) => nowMs - atMs <= WINDOW_MS);
        // Whoever looks seldom still compares with the last time.
        const kept = young.length > 0 ? young : seen.slice(-1);
        this.samples.set(runId, [...kept, { settled, atMs: nowMs }]);
    }

    /** Forgets a job that stands, so that its pause does not count when it goes on. */
    forget(runId) {
        this.samples.delete(runId);
    }

    /**
     * Documents a second, and over how many seconds that was measured; null until it was seen for a second.
     * @returns {{ perSecond: number, overSeconds: number } | null}
     */
    of(runId) {
        const samples = this.samples.get(runId) ?? [];
        if (samples.length === 0) return null;
        const [first, last] = [samples[0], samples.at(-1)];
        const overSeconds = (last.atMs - first.atMs) / 1000;
        if (overSeconds < SHORTEST_SECONDS) return null;
        return { perSecond: (last.settled - first.settled) / overSeconds, overSeconds };
    }
}

/**
 * Speed and time left with what that is based on, or that it is still being measured.
 * @param {{ perSecond: number, overSeconds: number } | null} pace
 * @param {number} pending how many documents are still to do
 */
export function paceSentence(pace, pending) {
    if (!pace) return measuring;
    const over = formatDuration(pace.overSeconds);
    if (pace.perSecond <= 0) return fill(standing, over);
    return `${rateOf(pace.perSecond)} · ${fill(timeLeft, formatDuration(pending / pace.perSecond), over)}`;
}

function rateOf(rate) {
    return rate >= 1 ? fill(perSecond, formatCount(rate)) : fill(perMinute, formatCount(Math.ceil(rate * 60)));
}
