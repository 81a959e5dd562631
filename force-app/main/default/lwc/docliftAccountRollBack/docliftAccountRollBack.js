import { LightningElement, api } from 'lwc';
import { sentenceOf, toProblem } from 'c/docliftErrors';
import { followRun } from 'c/docliftFollow';
import { fill, formatCount } from 'c/docliftFormat';
import { newKey } from 'c/docliftKeys';
import { outcomeWord, runSentence } from 'c/docliftWords';
import rollBackAccount from '@salesforce/apex/DocliftAccountController.rollBackAccount';
import button from '@salesforce/label/c.Doclift_All_RollBack';
import heading from '@salesforce/label/c.Doclift_All_Heading';
import hidden from '@salesforce/label/c.Doclift_All_Hidden';
import nothing from '@salesforce/label/c.Doclift_All_Nothing';
import result from '@salesforce/label/c.Doclift_All_Result';
import resultNothing from '@salesforce/label/c.Doclift_All_ResultNothing';
import resultPart from '@salesforce/label/c.Doclift_All_ResultPart';
import sending from '@salesforce/label/c.Doclift_All_Sending';
import sentence from '@salesforce/label/c.Doclift_All_Sentence';
import stopped from '@salesforce/label/c.Doclift_All_Stopped';

/**
 * Rolls back every switched link of one Account, as one job. Many links change, so the name of the org is typed first.
 * @fires ended when the job has
 */
export default class DocliftAccountRollBack extends LightningElement {
    @api accountId;
    @api who;
    /** How many links of the Account are switched. */
    @api switchedCount;
    /** How many documents of the Account the user may not see, as far as they were counted. */
    @api hiddenCount;

    label = { button, heading };
    isAsking = false;
    progress;
    problem;
    key;
    stopFollowing;

    disconnectedCallback() {
        this.stopFollowing?.();
    }

    get isOperator() {
        return Boolean(this.who?.roles.includes('operator'));
    }

    get isDisabled() {
        return !this.isOperator || this.switchedCount === 0 || this.stopFollowing !== undefined;
    }

    /** The panel tells once for all acts who may; here is told what only this one lacks. */
    get whyNot() {
        return this.switchedCount === 0 && !this.progress ? nothing : undefined;
    }

    get sentence() {
        const all = fill(sentence, formatCount(this.switchedCount));
        return this.hiddenCount > 0 ? `${all} ${hidden}` : all;
    }

    /** Asks at once, as the button does. */
    @api
    ask() {
        if (!this.isDisabled) this.handleStart();
    }

    handleStart() {
        this.key = newKey('rollBackAll');
        this.problem = undefined;
        this.isAsking = true;
    }

    handleCancel() {
        this.isAsking = false;
    }

    async send() {
        this.isAsking = false;
        this.problem = undefined;
        this.progress = sending;
        try {
            const run = await rollBackAccount({ accountId: this.accountId, idempotencyKey: this.key });
            if (this.isConnected) this.follow(run.id);
        } catch (error) {
            this.progress = undefined;
            this.problem = toProblem(error);
        }
    }

    follow(runId) {
        this.stopFollowing = followRun(runId, {
            onWork: (run) => this.tell(runSentence(run)),
            onLost: (problem) => this.tell(sentenceOf(problem)),
            onEnd: (run) => this.end(run)
        });
    }

    tell(progress) {
        this.progress = progress;
    }

    end(run) {
        this.stopFollowing = undefined;
        this.tell(resultOf(run));
        this.dispatchEvent(new CustomEvent('ended'));
    }

    /** An act whose answer got lost is repeated with its key; one that was refused is asked about again. */
    handleAgain() {
        if (this.problem.kind === 'unreachable') this.send();
        else this.handleStart();
    }
}

function resultOf({ number, state, counts }) {
    const parts = Object.entries(counts.outcomes)
        .filter(([, count]) => count > 0)
        .map(([outcome, count]) => fill(resultPart, outcomeWord(outcome, 'roll_back'), formatCount(count)));
    if (state === 'failed' || state === 'halted') parts.unshift(stopped);
    return fill(result, formatCount(number), parts.join(' ') || resultNothing);
}
