import { LightningElement, api } from 'lwc';
import { sentenceOf } from 'c/docliftErrors';
import { fill, formatMoment } from 'c/docliftFormat';
import again from '@salesforce/label/c.Doclift_State_Again';
import lastContact from '@salesforce/label/c.Doclift_Error_LastContact';
import loading from '@salesforce/label/c.Doclift_State_Loading';
import stale from '@salesforce/label/c.Doclift_State_Stale';

/** A quick answer shows no skeleton at all, so that the page does not flicker. */
const PATIENCE_MS = 300;

/** Trying again cannot help where something else must be mended first. */
const FINAL_KINDS = ['forbidden'];

/**
 * The states around the content of a screen, in its default slot: loading, empty, error, stale.
 * A problem replaces the content, unless `staleSince` says that there is older content to show below it.
 * @fires again when the user wants to read once more
 */
export default class DocliftState extends LightningElement {
    /** What went wrong, of `toProblem`. */
    @api problem;
    @api isEmpty = false;
    /** One sentence: why there is nothing, and what to start with. */
    @api emptyText;
    /** When the content shown was read, as an ISO date; only when newer content could not be read. */
    @api staleSince;

    showsSkeleton = false;
    labels = { again, loading };

    _isLoading = false;

    @api
    get isLoading() {
        return this._isLoading;
    }

    set isLoading(value) {
        if (this._isLoading === Boolean(value)) return;
        this._isLoading = Boolean(value);
        this.stopWaiting();
        if (this._isLoading) this.startWaiting();
    }

    disconnectedCallback() {
        this.stopWaiting();
    }

    startWaiting() {
        // eslint-disable-next-line @lwc/lwc/no-async-operation
        this.timer = setTimeout(() => {
            this.showsSkeleton = true;
        }, PATIENCE_MS);
    }

    stopWaiting() {
        clearTimeout(this.timer);
        this.showsSkeleton = false;
    }

    get sentence() {
        const sentence = sentenceOf(this.problem);
        if (!this.staleSince || this.problem.kind !== 'unreachable') return sentence;
        return `${sentence} ${fill(lastContact, formatMoment(this.staleSince))}`;
    }

    get staleSentence() {
        return this.staleSince ? fill(stale, formatMoment(this.staleSince)) : '';
    }

    /** A problem is announced at once; a stale line waits its turn. */
    get role() {
        return this.staleSince ? 'status' : 'alert';
    }

    get icon() {
        return this.problem.kind === 'forbidden' ? 'utility:lock' : 'utility:warning';
    }

    get canTryAgain() {
        return !FINAL_KINDS.includes(this.problem.kind);
    }

    get isQuiet() {
        return Boolean(this.staleSince) && !this.problem;
    }

    get hasContent() {
        if (this.isLoading) return false;
        return this.problem ? Boolean(this.staleSince) : !this.isEmpty;
    }

    get showsEmpty() {
        return this.isEmpty && !this.isLoading && !this.problem;
    }

    handleAgain() {
        this.dispatchEvent(new CustomEvent('again'));
    }
}
