import { LightningElement, api } from 'lwc';
import { aroundOf } from 'c/docliftPages';
import showMore from '@salesforce/label/c.Doclift_List_ShowMore';

/**
 * What stands around a list of documents that is read page by page, which is in its default slot: loading, a problem,
 * why there is nothing, how many are not visible, and reading on.
 * @fires again when the user wants to read once more after a problem
 * @fires more when the user wants to read on
 */
export default class DocliftPagedList extends LightningElement {
    /** What was read so far, of `withPage`. */
    @api gathered;
    @api isReading = false;
    /** What went wrong, of `toProblem`. */
    @api problem;
    /** The sentence for a list without any document. */
    @api emptyText;

    labels = { showMore };

    get isLoading() {
        return this.isReading && this.gathered.pages === 0;
    }

    get around() {
        return aroundOf(this.gathered, this.emptyText);
    }

    handleAgain() {
        this.dispatchEvent(new CustomEvent('again'));
    }

    handleMore() {
        this.dispatchEvent(new CustomEvent('more'));
    }
}
