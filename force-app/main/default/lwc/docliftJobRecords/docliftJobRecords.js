import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import listItems from '@salesforce/apex/DocliftRunController.listItems';
import { toProblem } from 'c/docliftErrors';
import { NO_ROWS, withPage } from 'c/docliftPages';
import { labels } from './labels';
import { ALL, outcomeOptions, toRow } from './rows';

/** While a job goes on, its documents are read again no more often than this. */
const REFRESH_MS = 30_000;
const WRITES_LINKS = ['switch', 'roll_back'];

/** The documents of a job with what became of each, filtered by result. */
export default class DocliftJobRecords extends NavigationMixin(LightningElement) {
    labels = labels;
    gathered = NO_ROWS;
    problem = null;
    isReading = false;
    outcome = ALL;
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
        if (before?.id !== value.id) this.gathered = NO_ROWS;
        if (isNews(before, value) || this.isDue) this.load();
    }

    /** Whoever reads on in the list must not be thrown back to its beginning. */
    get isDue() {
        return this.gathered.pages < 2 && Date.now() - this.readAtMs >= REFRESH_MS;
    }

    get outcomeOptions() {
        return outcomeOptions(this.run.operation);
    }

    get hasLinks() {
        return WRITES_LINKS.includes(this.run.operation);
    }

    /** The list shown stays until the first page of the new one is here, so that nothing flickers. */
    load() {
        this.readAtMs = Date.now();
        return this.read(NO_ROWS);
    }

    loadMore() {
        return this.read(this.gathered);
    }

    async read(before) {
        this.turn += 1;
        const { turn } = this;
        this.isReading = true;
        this.problem = null;
        const found = await this.readPage(before);
        if (turn === this.turn) Object.assign(this, found, { isReading: false });
    }

    async readPage(before) {
        const { id: runId, operation } = this.run;
        const outcome = this.outcome === ALL ? null : this.outcome;
        try {
            const page = await listItems({ runId, outcome, cursor: before.cursor });
            return { gathered: withPage(before, page, (item) => toRow(item, operation)) };
        } catch (error) {
            return { problem: toProblem(error) };
        }
    }

    handleFilter(event) {
        this.outcome = event.detail.value;
        this.gathered = NO_ROWS;
        this.load();
    }

    handleOpen(event) {
        event.preventDefault();
        const recordId = event.currentTarget.dataset.id;
        this[NavigationMixin.Navigate]({ type: 'standard__recordPage', attributes: { recordId, actionName: 'view' } });
    }
}

function isNews(before, { id, state, planHash }) {
    return before?.id !== id || before.state !== state || before.planHash !== planHash;
}
