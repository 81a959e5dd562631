import { LightningElement, api } from 'lwc';
import { labels } from './labels';

/** Only what writes to Salesforce has values to go back to. */
const WRITING = ['switch', 'roll_back'];

/** The list of changes of one job, and the links as they were before it, to download. */
export default class DocliftJobChanges extends LightningElement {
    /** The job, as it was last read. */
    @api run;

    labels = labels;

    get isPlanned() {
        return this.run.planHash !== null;
    }

    get hasBeforeImages() {
        return this.isPlanned && WRITING.includes(this.run.operation);
    }
}
