import { LightningElement, api } from 'lwc';
import { fill, formatMoment } from 'c/docliftFormat';
import { appWords } from 'c/docliftWords';
import { labels, outcomes } from './labels';
import { rowsOf } from './rows';

/** What a switch has set off in the org, as it was counted last, and what to expect. */
export default class DocliftSideEffects extends LightningElement {
    /** `sideEffects` of a job. */
    @api effects;

    labels = labels;

    get outcome() {
        // An outcome that is newer than this page counts as not known.
        return outcomes[this.effects.outcome] ?? outcomes['not-known'];
    }

    get sentence() {
        return appWords(this.effects.sentence);
    }

    get rows() {
        return rowsOf(this.effects);
    }

    get counted() {
        return fill(labels.counted, formatMoment(this.effects.at), formatMoment(this.effects.since));
    }
}
