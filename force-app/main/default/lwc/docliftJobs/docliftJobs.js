import { LightningElement, api } from 'lwc';
import listRuns from '@salesforce/apex/DocliftRunController.listRuns';
import { toProblem } from 'c/docliftErrors';
import { fill, formatCount } from 'c/docliftFormat';
import { startPolling } from 'c/docliftPoll';
import { labels } from './labels';
import { toRow } from './rows';

const MOST_ROWS = 1000;

/**
 * All jobs, the newest first, or one of them.
 * @fires navigate to one job, to the list, or to the start page
 */
export default class DocliftJobs extends LightningElement {
    /** The answer of whoAmI. */
    @api who;

    labels = labels;
    rows = [];
    isRead = false;
    cursor = null;
    problem = null;
    lastContact = null;
    isReadingMore = false;

    _runId;

    /** The job that is shown in place of the list. */
    @api
    get runId() {
        return this._runId;
    }

    set runId(value) {
        this._runId = value;
        if (this.isConnected) this.follow();
    }

    connectedCallback() {
        this.follow();
    }

    disconnectedCallback() {
        this.stopPolling?.();
    }

    get isLoading() {
        return !this.isRead && !this.problem;
    }

    get isEmpty() {
        return this.rows.length === 0;
    }

    get staleSince() {
        return this.problem ? this.lastContact : null;
    }

    get hasMore() {
        return Boolean(this.cursor) && this.rows.length < MOST_ROWS;
    }

    get refineSentence() {
        return this.cursor && !this.hasMore ? fill(labels.refine, formatCount(MOST_ROWS)) : '';
    }

    /** The list follows what happens until older pages are read; one job follows itself. */
    follow() {
        this.stopPolling?.();
        if (this._runId) return;
        this.problem = null;
        this.stopPolling = startPolling({
            read: () => listRuns({ cursor: null }),
            onData: (page) => this.show(page.items.map(toRow), page.nextCursor),
            onError: (error) => {
                this.problem = toProblem(error);
            }
        });
    }

    show(rows, cursor) {
        Object.assign(this, { rows, cursor, isRead: true, problem: null, lastContact: new Date().toISOString() });
    }

    async loadMore() {
        this.stopPolling();
        this.isReadingMore = true;
        try {
            const page = await listRuns({ cursor: this.cursor });
            this.show([...this.rows, ...page.items.map(toRow)], page.nextCursor);
        } catch (error) {
            this.problem = toProblem(error);
        } finally {
            this.isReadingMore = false;
        }
    }

    handleOpen(event) {
        this.navigate({ page: 'jobs', runId: event.currentTarget.dataset.id });
    }

    handleAll() {
        this.navigate({ page: 'jobs' });
    }

    handleStart() {
        this.navigate({ page: 'start' });
    }

    navigate(detail) {
        this.dispatchEvent(new CustomEvent('navigate', { detail, bubbles: true, composed: true }));
    }
}
