import { LightningElement, api } from 'lwc';
import { adviceOf } from 'c/docliftAdvice';
import { toProblem } from 'c/docliftErrors';
import readRunFailures from '@salesforce/apex/DocliftFailureController.readRunFailures';
import { labels } from './labels';

/** While a job goes on, its failures are read again no more often than this. */
const REFRESH_MS = 30_000;

/**
 * What one job could not do, in groups with advice, the largest first.
 * @fires navigate to everything that failed
 */
export default class DocliftJobFailures extends LightningElement {
    labels = labels;
    groups = null;
    problem = null;
    /** Counts the readings, because of several only the newest is shown. */
    turn = 0;
    readAtMs = -Infinity;

    _run;

    /** The job. Given anew after each poll, it says when to read again. */
    @api
    get run() {
        return this._run;
    }

    set run(value) {
        const before = this._run;
        this._run = value;
        if (before?.id !== value.id) this.groups = null;
        if (before?.id !== value.id || before.state !== value.state || this.isDue) this.load();
    }

    get isDue() {
        return Date.now() - this.readAtMs >= REFRESH_MS;
    }

    get isLoading() {
        return !this.groups && !this.problem;
    }

    get isEmpty() {
        return this.groups?.length === 0;
    }

    get shownGroups() {
        return this.groups ?? [];
    }

    /** The groups shown stay until the next ones are here, so that nothing flickers. */
    async load() {
        this.turn += 1;
        const { turn } = this;
        this.readAtMs = Date.now();
        this.problem = null;
        const answer = await readRunFailures({ runId: this._run.id }).then(
            ({ items }) => ({ groups: items.map((group) => ({ ...adviceOf(group), key: group.code })) }),
            (error) => ({ problem: toProblem(error) })
        );
        if (turn === this.turn) Object.assign(this, answer);
    }

    handleAll() {
        this.dispatchEvent(new CustomEvent('navigate', { detail: { page: 'failures' }, bubbles: true, composed: true }));
    }
}
