import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import listDrift from '@salesforce/apex/DocliftDriftController.listDrift';
import { toProblem } from 'c/docliftErrors';
import { fill, formatCount } from 'c/docliftFormat';
import { NO_ROWS, withPage } from 'c/docliftPages';
import { kinds, labels } from './labels';
import { toRow } from './rows';

/** Stands for all kinds in the choice. */
const ALL = 'all';

/** What moved in Salesforce since documents were copied, as far as the user may see them. */
export default class DocliftDrift extends NavigationMixin(LightningElement) {
    /** The overview of the service, for the counts; null until it was read. */
    @api overview;

    labels = labels;
    kind = ALL;
    gathered = NO_ROWS;
    problem = null;
    isReading = false;

    connectedCallback() {
        this.load();
    }

    get counts() {
        return this.overview?.drift ?? {};
    }

    get choices() {
        const total = Object.values(this.counts).reduce((sum, count) => sum + count, 0);
        const all = { value: ALL, label: fill(labels.choice, labels.all, formatCount(total)) };
        const ofKinds = Object.entries(kinds).map(([value, word]) => ({
            value,
            label: fill(labels.choice, word, formatCount(this.counts[value] ?? 0))
        }));
        return [all, ...ofKinds];
    }

    /** Nobody can see a deleted document, so those are only counted. */
    get deletedSentence() {
        const { deleted = 0 } = this.counts;
        return deleted > 0 ? fill(labels.deleted, formatCount(deleted)) : '';
    }

    /** Goes on where the last page ended; an answer for another kind than is shown by now is dropped. */
    async load() {
        const { kind } = this;
        this.isReading = true;
        this.problem = null;
        try {
            const page = await listDrift({ kind: kind === ALL ? null : kind, cursor: this.gathered.cursor });
            if (kind === this.kind) this.gathered = withPage(this.gathered, page, toRow);
        } catch (error) {
            if (kind === this.kind) this.problem = toProblem(error);
        }
        if (kind === this.kind) this.isReading = false;
    }

    handleKind(event) {
        this.kind = event.detail.value;
        this.gathered = NO_ROWS;
        this.load();
    }

    handleOpen(event) {
        event.preventDefault();
        const recordId = event.currentTarget.dataset.id;
        this[NavigationMixin.Navigate]({ type: 'standard__recordPage', attributes: { recordId, actionName: 'view' } });
    }
}
