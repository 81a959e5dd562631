/** Asks the service again and again, as seldom as is honest. */

const SLOWEST_MS = 60_000;

/**
 * Reads at once and then every `everyMs`: less and less often while nothing changes or nothing answers, never while the
 * page is hidden, and never twice at a time. Coming back to the page reads at once.
 * @param {object} options
 * @param {() => Promise<*>} options.read
 * @param {(data: *) => void} options.onData called after each read
 * @param {(error: *) => void} options.onError called after each read that failed
 * @param {number|(() => number)} [options.everyMs] a function is asked after each read
 * @returns {() => void} stops it; nothing is called after that
 */
export function startPolling({ read, onData, onError, everyMs = 5000 }) {
    const poll = new Poll(read, onData, onError, everyMs);
    poll.start();
    return () => poll.stop();
}

class Poll {
    isReading = false;
    /** Reads in a row that brought no news. */
    quietReads = 0;
    isStopped = false;

    constructor(read, onData, onError, everyMs) {
        Object.assign(this, { read, onData, onError });
        this.pace = typeof everyMs === 'function' ? everyMs : () => everyMs;
    }

    start() {
        this.onVisibility = () => (document.hidden ? clearTimeout(this.timer) : this.tick());
        document.addEventListener('visibilitychange', this.onVisibility);
        this.tick();
    }

    stop() {
        this.isStopped = true;
        clearTimeout(this.timer);
        document.removeEventListener('visibilitychange', this.onVisibility);
    }

    async tick() {
        if (this.isReading || document.hidden) return;
        clearTimeout(this.timer);
        this.isReading = true;
        const answer = await this.read().then(
            (data) => ({ data }),
            (error) => ({ error })
        );
        this.isReading = false;
        if (this.isStopped) return;
        try {
            this.tell(answer);
        } finally {
            this.schedule(answer);
        }
    }

    tell(answer) {
        if ('error' in answer) this.onError(answer.error);
        else this.onData(answer.data);
    }

    schedule(answer) {
        this.countQuietReads(answer);
        if (this.isStopped || document.hidden) return;
        const delayMs = Math.min(this.pace() * 2 ** this.quietReads, SLOWEST_MS);
        // eslint-disable-next-line @lwc/lwc/no-async-operation
        this.timer = setTimeout(() => this.tick(), delayMs);
    }

    countQuietReads(answer) {
        const text = 'error' in answer ? this.lastText : JSON.stringify(answer.data);
        this.quietReads = text === this.lastText ? this.quietReads + 1 : 0;
        this.lastText = text;
    }
}
