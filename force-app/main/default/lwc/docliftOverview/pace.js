/** How fast jobs are, from what was seen of them lately. */

const WINDOW_MS = 60_000;
/** A shorter span says nothing about a speed. */
const SHORTEST_SECONDS = 1;

/** Remembers the counts of each job for a minute. */
export class Pace {
    samples = new Map();

    /** Notes how many documents of a job are settled now. */
    note(runId, settled, nowMs) {
        const kept = (this.samples.get(runId) ?? []).filter(({ atMs }) => nowMs - atMs <= WINDOW_MS);
        this.samples.set(runId, [...kept, { settled, atMs: nowMs }]);
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
