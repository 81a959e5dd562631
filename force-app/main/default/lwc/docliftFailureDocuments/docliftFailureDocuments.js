import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import listDocuments from '@salesforce/apex/DocliftFailureController.listDocuments';
import listRunDocuments from '@salesforce/apex/DocliftFailureController.listRunDocuments';
import { toProblem } from 'c/docliftErrors';
import { NO_ROWS, withPage } from 'c/docliftPages';
import { appWords } from 'c/docliftWords';
import account from '@salesforce/label/c.Doclift_Failures_Account';
import document from '@salesforce/label/c.Doclift_Job_Document';
import none from '@salesforce/label/c.Doclift_Failures_NoDocuments';
import unnamed from '@salesforce/label/c.Doclift_Row_Unnamed';
import why from '@salesforce/label/c.Doclift_Job_Why';

/** The documents that failed for one reason, as far as the user may see them. */
export default class DocliftFailureDocuments extends NavigationMixin(LightningElement) {
    /** Code of the group. */
    @api code;
    /** What was being done when they failed; a code can be in several groups. */
    @api during;
    /** What the group is called, to name its table. */
    @api heading;
    /** When given: how this job left its documents, and not how they are. */
    @api runId;

    labels = { account, document, none, why };
    gathered = NO_ROWS;
    problem = null;
    isReading = false;

    connectedCallback() {
        this.load();
    }

    /** Goes on where the last page ended, so that after an error nothing is read twice. */
    async load() {
        this.isReading = true;
        this.problem = null;
        try {
            const page = await this.readPage();
            this.gathered = withPage(this.gathered, page, toRow);
        } catch (error) {
            this.problem = toProblem(error);
        }
        this.isReading = false;
    }

    /** The items of a job do not tell their Accounts. */
    get hasAccounts() {
        return !this.runId;
    }

    readPage() {
        const { code, runId } = this;
        const { cursor } = this.gathered;
        if (runId) return listRunDocuments({ runId, code, cursor });
        return listDocuments({ code, failureClass: this.during, cursor });
    }

    handleOpen(event) {
        event.preventDefault();
        const recordId = event.currentTarget.dataset.id;
        this[NavigationMixin.Navigate]({ type: 'standard__recordPage', attributes: { recordId, actionName: 'view' } });
    }
}

/** One document of the service, or one item of a job. */
function toRow({ recordId, name, recordName, accountName, failureSentence, sentence }) {
    return {
        recordId,
        href: `/${recordId}`,
        name: name || recordName || unnamed,
        account: accountName ?? '',
        why: appWords(failureSentence ?? sentence ?? '')
    };
}
