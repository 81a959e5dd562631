import { LightningElement, api, wire } from 'lwc';
import { CurrentPageReference } from 'lightning/navigation';
import formFactor from '@salesforce/client/formFactor';
import { toProblem } from 'c/docliftErrors';
import { fill } from 'c/docliftFormat';
import openLink from '@salesforce/apex/DocliftRecordController.openLink';
import readRecord from '@salesforce/apex/DocliftRecordController.readRecord';
import again from '@salesforce/label/c.Doclift_Open_Again';
import atVendor from '@salesforce/label/c.Doclift_Open_Vendor';
import download from '@salesforce/label/c.Doclift_Open_Download';
import each from '@salesforce/label/c.Doclift_Open_Each';
import expired from '@salesforce/label/c.Doclift_Open_Expired';
import frame from '@salesforce/label/c.Doclift_Open_Frame';
import fromBucket from '@salesforce/label/c.Doclift_Open_FromBucket';
import fromVendor from '@salesforce/label/c.Doclift_Open_FromVendor';
import newTab from '@salesforce/label/c.Doclift_Open_NewTab';
import noRecord from '@salesforce/label/c.Doclift_Open_NoRecord';
import notShown from '@salesforce/label/c.Doclift_Open_NotShown';
import noVendorLink from '@salesforce/label/c.Doclift_Open_NoVendorLink';
import open from '@salesforce/label/c.Doclift_Open_Button';
import title from '@salesforce/label/c.Doclift_Open_Title';
import vendorViewer from '@salesforce/label/c.Doclift_Open_VendorViewer';
import { presentationOf, webUrl } from './presentation';

/** Some seconds less than the minute a link lives, counted from here, because the clock of the browser may be wrong. */
const LINK_LIFE_MS = 55_000;

/**
 * Opens one document: the checked copy in the bucket where there is one, else the vendor's. Every link is audited, so
 * none is asked for before somebody wants to open: at once as an action or by address, on a record page by a button.
 */
export default class DocliftOpen extends LightningElement {
    label = {
        again,
        atVendor,
        each,
        expired,
        fromBucket,
        fromVendor,
        noRecord,
        notShown,
        noVendorLink,
        open,
        vendorViewer
    };
    pageReference;
    pageRecordId;
    openedId;
    record;
    /** Kept only while it is shown. */
    link;
    isLoading = false;
    isExpired = false;
    isNotShown = false;
    problem;
    expiryTimer;

    @wire(CurrentPageReference)
    takePage(pageReference) {
        this.pageReference = pageReference;
        this.openIfAsked();
    }

    /** Id of the document, on its page and in its action; an address has it in its state. */
    @api
    get recordId() {
        return this.pageRecordId;
    }

    set recordId(value) {
        this.pageRecordId = value;
        this.openIfAsked();
    }

    disconnectedCallback() {
        this.forgetLink();
    }

    get wantedId() {
        return this.pageRecordId ?? recordIdIn(this.pageReference?.state);
    }

    get isOpened() {
        return this.openedId !== undefined && this.openedId === this.wantedId;
    }

    get isWaiting() {
        return Boolean(this.pageReference && this.wantedId) && !this.isOpened;
    }

    /** By address it is the whole page, which the platform gives no heading; elsewhere it is a part of a page with one. */
    get isPage() {
        return this.pageReference?.type === 'standard__component';
    }

    /** An action is told its record a moment later, so only an address without one is wrong. */
    get isUnnamed() {
        return this.isPage && !this.wantedId;
    }

    get title() {
        return (this.isOpened && this.record?.name) || title;
    }

    get isAtVendor() {
        return Boolean(this.record) && this.record.copyState !== 'verified';
    }

    get vendorUrl() {
        return webUrl(this.record.documentUrl);
    }

    get presentation() {
        return presentationOf(this.record, this.link, formFactor);
    }

    get isFrame() {
        return this.presentation === 'frame';
    }

    get isImage() {
        return this.presentation === 'image' && !this.isNotShown;
    }

    get linkText() {
        if (this.presentation === 'tab') return newTab;
        return this.presentation === 'download' || this.isNotShown ? download : undefined;
    }

    get frameTitle() {
        return fill(frame, this.title);
    }

    openIfAsked() {
        const isAsked = this.pageReference && this.pageReference.type !== 'standard__recordPage';
        if (isAsked && this.wantedId && !this.isOpened) this.open();
    }

    async open() {
        const recordId = this.wantedId;
        this.forgetLink();
        Object.assign(this, { openedId: recordId, record: undefined, problem: undefined, isLoading: true });
        const found = await readDocument(recordId);
        // Another document may be wanted by now, or none.
        if (!this.isConnected || recordId !== this.openedId) return;
        Object.assign(this, found, { isLoading: false });
        if (this.link) this.watchExpiry();
    }

    watchExpiry() {
        // eslint-disable-next-line @lwc/lwc/no-async-operation
        this.expiryTimer = setTimeout(() => {
            this.isExpired = true;
        }, LINK_LIFE_MS);
    }

    forgetLink() {
        clearTimeout(this.expiryTimer);
        Object.assign(this, { link: undefined, isExpired: false, isNotShown: false });
    }

    handleNotShown() {
        this.isNotShown = true;
    }
}

/** The state of an address is named with the namespace of the app, which is c where it has none. */
function recordIdIn(state = {}) {
    const name = Object.keys(state).find((one) => /^[A-Za-z][A-Za-z0-9_]*__recordId$/.test(one));
    return state[name];
}

/** A document without a checked copy has nothing in the bucket to ask a link for. */
async function readDocument(recordId) {
    try {
        const record = await readRecord({ recordId });
        const link = record.copyState === 'verified' ? await openLink({ recordId }) : undefined;
        return { record, link };
    } catch (error) {
        return { problem: toProblem(error) };
    }
}
