import { LightningElement, api } from 'lwc';
import haltRun from '@salesforce/apex/DocliftRunController.haltRun';
import pauseRun from '@salesforce/apex/DocliftRunController.pauseRun';
import planRun from '@salesforce/apex/DocliftRunController.planRun';
import resumeRun from '@salesforce/apex/DocliftRunController.resumeRun';
import { sentenceOf, toProblem } from 'c/docliftErrors';
import { fill } from 'c/docliftFormat';
import { Keys } from 'c/docliftKeys';
import { labels } from './labels';
import { offeredBy } from './offered';

/**
 * What can be done about one job: pause, stop, continue, try again, roll back, and download what it did.
 * @fires acted when the job was changed, and is best read again
 * @fires navigate to the job that tries this one again or rolls it back
 */
export default class DocliftJobActs extends LightningElement {
    /** The job, as it was last read. */
    @api run;
    /** The answer of whoAmI. */
    @api who;

    labels = labels;
    isBusy = false;
    refusal = '';
    keys = new Keys();

    get offered() {
        return offeredBy(this.run);
    }

    get mayAct() {
        return Boolean(this.who?.roles.includes('operator'));
    }

    get isDisabled() {
        return this.isBusy || !this.mayAct;
    }

    get forbidden() {
        const offersAny = Object.values(this.offered).includes(true);
        return offersAny && !this.mayAct ? fill(labels.forbiddenRole, labels.operator) : '';
    }

    handlePause() {
        this.change('pause', pauseRun);
    }

    handleStop() {
        this.change('halt', haltRun);
    }

    handleContinue() {
        this.change('resume', resumeRun);
    }

    async change(name, send) {
        const runId = this.run.id;
        const answer = await this.act(name, (idempotencyKey) => send({ runId, idempotencyKey }));
        if (answer) this.dispatchEvent(new CustomEvent('acted'));
    }

    async handleTryAgain() {
        const { operation, scope, dryRun, limits } = this.run;
        const requestJson = JSON.stringify({ operation, scope, dryRun, limits });
        const run = await this.act('again', (idempotencyKey) => planRun({ requestJson, idempotencyKey }));
        if (run) this.navigate({ page: 'jobs', runId: run.id });
    }

    /** Does one act; its answer, or null when it was refused or nobody answered. */
    async act(name, send) {
        this.isBusy = true;
        this.refusal = '';
        try {
            return await this.keys.send(name, send);
        } catch (error) {
            this.refusal = sentenceOf(toProblem(error));
            return null;
        } finally {
            this.isBusy = false;
        }
    }

    navigate(detail) {
        this.dispatchEvent(new CustomEvent('navigate', { detail, bubbles: true, composed: true }));
    }
}
