import { LightningElement, api } from 'lwc';
import { sentenceOf, toProblem } from 'c/docliftErrors';
import { fill, formatCount } from 'c/docliftFormat';
import { newKey } from 'c/docliftKeys';
import rollBackRun from '@salesforce/apex/DocliftRunController.rollBackRun';
import button from '@salesforce/label/c.Doclift_Job_RollBack';
import heading from '@salesforce/label/c.Doclift_Job_RollBackHeading';
import sentence from '@salesforce/label/c.Doclift_Job_RollBackSentence';
import stopping from '@salesforce/label/c.Doclift_Job_Stopping';

/** As long as the service needs, as a rule, to settle what a job has sent. */
const ASK_AGAIN_MS = 5000;
const STOPPING = 'rollback.run-not-ended';
/** Problems that pass by themselves. */
const PASSING = new Set(['unreachable', 'busy']);

/**
 * Rolls back everything that one switch wrote, as a job of its own. A switch at work is stopped first; the service is then
 * asked again until it takes the rollback.
 * @fires navigate to the job that rolls back
 */
export default class DocliftJobRollBack extends LightningElement {
    /** The switch, as it was last read. */
    @api run;
    /** The answer of whoAmI. */
    @api who;

    label = { button, stopping };
    isAsking = false;
    isBusy = false;
    isStopping = false;
    refusal;
    /** The switch that was confirmed, whatever is shown by now. */
    runId;
    key;
    timer;

    disconnectedCallback() {
        clearTimeout(this.timer);
    }

    /** Without a word to type nothing is rolled back. */
    get isDisabled() {
        return this.isBusy || !this.who?.orgDomain || !this.who.roles.includes('operator');
    }

    get heading() {
        return fill(heading, this.run.number);
    }

    get sentence() {
        const { done, overwritten } = this.run.counts.outcomes;
        return fill(sentence, this.who.orgDomain, formatCount(done + overwritten));
    }

    handleStart() {
        this.key ??= newKey('rollBackJob');
        this.isAsking = true;
    }

    handleCancel() {
        this.isAsking = false;
    }

    handleConfirm() {
        this.isAsking = false;
        Object.assign(this, { isBusy: true, refusal: undefined, runId: this.run.id });
        this.send();
    }

    /** A refusal is kept with its key, so whoever asks again does so with another one; a lost answer is asked for with its own. */
    async send() {
        this.key ??= newKey('rollBackJob');
        try {
            const run = await rollBackRun({ runId: this.runId, idempotencyKey: this.key });
            this.key = undefined;
            this.end();
            this.navigate(run.id);
        } catch (error) {
            this.refuse(toProblem(error));
        }
    }

    refuse(problem) {
        const isPassing = PASSING.has(problem.kind);
        if (!isPassing) this.key = undefined;
        this.isStopping = problem.code === STOPPING || (this.isStopping && isPassing);
        if (this.isStopping) this.askAgain();
        else this.end(sentenceOf(problem));
    }

    askAgain() {
        if (!this.isConnected) return;
        // eslint-disable-next-line @lwc/lwc/no-async-operation
        this.timer = setTimeout(() => this.send(), ASK_AGAIN_MS);
    }

    end(refusal) {
        Object.assign(this, { isBusy: false, isStopping: false, refusal });
    }

    navigate(runId) {
        const detail = { page: 'jobs', runId };
        this.dispatchEvent(new CustomEvent('navigate', { detail, bubbles: true, composed: true }));
    }
}
