import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import { readAccountName } from './account';
import { factsOf, peopleOf } from './facts';

/** For what one job is, when it was made, began and ended, who made it and who approved it. */
export default class DocliftJobFacts extends NavigationMixin(LightningElement) {
    /** The answer of whoAmI. */
    @api who;

    accountName = null;

    _run;

    /** The job, given anew after each poll. */
    @api
    get run() {
        return this._run;
    }

    set run(value) {
        const isOther = this._run?.id !== value.id;
        this._run = value;
        if (isOther) this.loadAccountName();
    }

    async loadAccountName() {
        const { run } = this;
        this.accountName = null;
        const name = await readAccountName(run);
        if (run.id === this.run.id) this.accountName = name;
    }

    get facts() {
        return factsOf(this.run, this.accountName);
    }

    get people() {
        return peopleOf(this.run, this.who);
    }

    handleOpen(event) {
        event.preventDefault();
        const recordId = event.currentTarget.dataset.id;
        this[NavigationMixin.Navigate]({ type: 'standard__recordPage', attributes: { recordId, actionName: 'view' } });
    }
}
