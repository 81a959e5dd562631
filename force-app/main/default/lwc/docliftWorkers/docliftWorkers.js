import { LightningElement } from 'lwc';
import listWorkers from '@salesforce/apex/DocliftSetupController.listWorkers';
import { toProblem } from 'c/docliftErrors';
import { fill, formatMoment } from 'c/docliftFormat';
import { labels } from './labels';
import { rowsOf, summaryOf } from './workers';

/** The processes of the service on all machines: how many work, which went silent, and what each works on. */
export default class DocliftWorkers extends LightningElement {
    labels = labels;
    /** As they were last read; null before. */
    workers = null;
    readAt = null;
    problem = null;
    isReading = false;

    connectedCallback() {
        this.read();
    }

    async read() {
        this.isReading = true;
        this.problem = null;
        try {
            this.workers = (await listWorkers()).items;
            this.readAt = new Date().toISOString();
        } catch (error) {
            this.problem = toProblem(error);
        }
        this.isReading = false;
    }

    get isLoading() {
        return this.isReading && !this.workers;
    }

    get isEmpty() {
        return !this.workers?.length;
    }

    /** What was read before stays below a problem. */
    get staleSince() {
        return this.problem && this.workers ? this.readAt : null;
    }

    get summary() {
        return summaryOf(this.workers ?? []);
    }

    get rows() {
        return rowsOf(this.workers ?? []);
    }

    get checkedAt() {
        return this.readAt ? fill(labels.checkedAt, formatMoment(this.readAt)) : '';
    }

    get checkLabel() {
        return fill(labels.checkOf, labels.title);
    }
}
