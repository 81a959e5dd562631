import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import createDownload from '@salesforce/apex/DocliftReportController.createDownload';
import { sentenceOf, toProblem } from 'c/docliftErrors';
import { newKey } from 'c/docliftKeys';

/** A button that downloads one report, by a link of five minutes that stands for the user. */
export default class DocliftDownload extends NavigationMixin(LightningElement) {
    /** What the button says. */
    @api label;
    /** More words, for whoever points at the button. */
    @api hint;
    /** Which report, in the word of the service. */
    @api report;
    /** Id of the job or the Account it is about; none for a report of everything. */
    @api aboutId;
    /** csv or json. */
    @api format = 'csv';

    isBusy = false;
    refusal = '';

    async handleClick() {
        this.isBusy = true;
        this.refusal = '';
        try {
            await this.open();
        } catch (error) {
            this.refusal = sentenceOf(toProblem(error));
        }
        this.isBusy = false;
    }

    async open() {
        const { report, aboutId: id, format } = this;
        const requestJson = JSON.stringify({ report, id, format });
        const { url } = await createDownload({ requestJson, idempotencyKey: newKey('download') });
        this[NavigationMixin.Navigate]({ type: 'standard__webPage', attributes: { url } });
    }
}
