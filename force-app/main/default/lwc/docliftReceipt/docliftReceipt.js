import { LightningElement, api } from 'lwc';
import { toProblem } from 'c/docliftErrors';
import readReceipt from '@salesforce/apex/DocliftRecordController.readReceipt';
import copied from '@salesforce/label/c.Doclift_Receipt_Copied';
import copy from '@salesforce/label/c.Doclift_Receipt_Copy';
import download from '@salesforce/label/c.Doclift_Receipt_Download';
import jobs from '@salesforce/label/c.Doclift_Receipt_Jobs';
import notCopied from '@salesforce/label/c.Doclift_Receipt_NotCopied';
import signed from '@salesforce/label/c.Doclift_Receipt_Signed';
import title from '@salesforce/label/c.Doclift_Receipt_Title';
import { factsOf, jobsOf, proofOf } from './facts';

/** The proof for the copy of one document, to read and to keep. */
export default class DocliftReceipt extends LightningElement {
    label = { copy, download, jobs, signed, title };
    receipt;
    /** The receipt as the service wrote it: "doclift receipt verify" accepts no other spelling. */
    text;
    isLoading = true;
    problem;
    copyResult;
    documentId;

    /** Id of the document. */
    @api
    get recordId() {
        return this.documentId;
    }

    set recordId(value) {
        this.documentId = value;
        if (value) this.load();
    }

    get proof() {
        return proofOf(this.receipt);
    }

    get facts() {
        return factsOf(this.receipt);
    }

    get jobs() {
        return jobsOf(this.receipt);
    }

    get downloadUrl() {
        return `data:application/json;charset=utf-8,${encodeURIComponent(this.text)}`;
    }

    get fileName() {
        return `doclift-receipt-${this.receipt.record.id}.json`;
    }

    async load() {
        this.problem = undefined;
        try {
            this.text = await readReceipt({ recordId: this.documentId });
            this.receipt = JSON.parse(this.text);
        } catch (error) {
            this.problem = toProblem(error);
        }
        this.isLoading = false;
    }

    async handleCopy() {
        this.copyResult = undefined;
        try {
            await navigator.clipboard.writeText(this.text);
            this.copyResult = copied;
        } catch {
            this.copyResult = notCopied;
        }
    }
}
