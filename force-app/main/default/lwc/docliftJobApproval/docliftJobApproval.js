import { LightningElement, api } from 'lwc';
import approveRun from '@salesforce/apex/DocliftRunController.approveRun';
import readOutlook from '@salesforce/apex/DocliftOverviewController.readForecast';
import { sentenceOf, toProblem } from 'c/docliftErrors';
import { Keys } from 'c/docliftKeys';
import { approvalOf, effortOf } from './approval';
import { labels } from './labels';
import { questionOf } from './question';

/**
 * What an approver looks at before links are switched, and the one button that switches them.
 * @fires acted when the switch was approved, and the job is best read again
 */
export default class DocliftJobApproval extends LightningElement {
    /** The answer of whoAmI. */
    @api who;

    labels = labels;
    callsLeft = null;
    isBusy = false;
    isConfirming = false;
    refusal = '';
    /** The checks as they stood when approving was refused; newer than those of the job, until that is read again. */
    refusedGate = null;
    keys = new Keys();

    _run;
    _forecast = null;

    /** The switch that waits, as it was last read. */
    @api
    get run() {
        return this._run;
    }

    set run(value) {
        this._run = value;
        this.refusedGate = null;
    }

    /** The answer of readForecast, or null without one. With each it is asked again how many API calls are left. */
    @api
    get forecast() {
        return this._forecast;
    }

    set forecast(value) {
        this._forecast = value;
        if (value) this.loadCallsLeft();
    }

    async loadCallsLeft() {
        const outlook = await readOutlook().catch(() => null);
        this.callsLeft = outlook?.salesforce.left ?? null;
    }

    get gate() {
        return this.refusedGate ?? this.run.gate;
    }

    get approval() {
        const mayApprove = Boolean(this.who?.roles.includes('approver'));
        return approvalOf({ ...this.run, gate: this.gate }, mayApprove);
    }

    get effort() {
        return this.forecast && effortOf(this.forecast, this.callsLeft);
    }

    get hasAccounts() {
        return this.run.largestAccounts?.length > 0;
    }

    /** Without a word to type nothing is switched. */
    get isDisabled() {
        return this.isBusy || this.approval.hint !== '' || !this.who.orgDomain;
    }

    get question() {
        return questionOf(this.run, this.who.orgDomain);
    }

    handleSwitch() {
        this.isConfirming = true;
    }

    handleCancel() {
        this.isConfirming = false;
    }

    async handleConfirm() {
        const { id: runId, planHash } = this.run;
        Object.assign(this, { isConfirming: false, isBusy: true, refusal: '' });
        try {
            await this.keys.send('approve', (idempotencyKey) => approveRun({ runId, planHash, idempotencyKey }));
            this.dispatchEvent(new CustomEvent('acted'));
        } catch (error) {
            this.refuse(toProblem(error));
        }
        this.isBusy = false;
    }

    refuse(problem) {
        this.refusal = sentenceOf(problem);
        this.refusedGate = problem.gate ?? null;
    }
}
