import { LightningElement, api } from 'lwc';
import { toProblem } from 'c/docliftErrors';
import readHistory from '@salesforce/apex/DocliftRunController.readHistory';
import empty from '@salesforce/label/c.Doclift_Job_HistoryEmpty';
import title from '@salesforce/label/c.Doclift_Job_History';
import { toLines } from './lines';

/** What happened to a job, in order, and who did it. */
export default class DocliftJobHistory extends LightningElement {
    /** The answer of whoAmI. */
    @api who;

    labels = { empty, title };
    history = null;
    problem = null;
    /** Counts the readings, because of several only the newest is shown. */
    turn = 0;

    _run;

    /** The job. Given anew after each poll, it says when to read again. */
    @api
    get run() {
        return this._run;
    }

    set run(value) {
        const before = this._run;
        this._run = value;
        if (before?.id !== value.id) this.history = null;
        if (isNews(before, value)) this.load();
    }

    get isLoading() {
        return !this.history && !this.problem;
    }

    get isEmpty() {
        return this.lines.length === 0;
    }

    get lines() {
        return this.history ? toLines(this.history, this._run, this.who?.actorId) : [];
    }

    /** The lines shown stay until the next ones are here, so that nothing flickers. */
    async load() {
        this.turn += 1;
        const { turn } = this;
        this.problem = null;
        const answer = await readHistory({ runId: this._run.id }).then(
            (history) => ({ history }),
            (error) => ({ problem: toProblem(error) })
        );
        if (turn === this.turn) Object.assign(this, answer);
    }
}

function isNews(before, { id, state, planHash, stopCode }) {
    return before?.id !== id || before.state !== state || before.planHash !== planHash || before.stopCode !== stopCode;
}
