import { LightningElement, api } from 'lwc';
import { sentenceOf, toProblem } from 'c/docliftErrors';
import { followRun } from 'c/docliftFollow';
import { fill } from 'c/docliftFormat';
import { newKey } from 'c/docliftKeys';
import readRecord from '@salesforce/apex/DocliftRecordController.readRecord';
import close from '@salesforce/label/c.Doclift_Act_Close';
import following from '@salesforce/label/c.Doclift_Act_Following';
import { ACTS } from './acts';

/**
 * One act on one document, from the question to the document as it is afterwards.
 * @fires changed with detail.record
 * @fires close when there is nothing to show any more
 */
export default class DocliftRecordAct extends LightningElement {
    @api record;
    /** A name among the acts. */
    @api act;

    label = { close };
    isAsking = false;
    isSent = false;
    run;
    problem;
    /** Why the job could not be read last time; it is read again by itself. */
    lost;
    key;
    stopFollowing;

    connectedCallback() {
        this.key = newKey(this.act);
        this.isAsking = this.question !== undefined;
        if (!this.isAsking) this.send();
    }

    disconnectedCallback() {
        this.stopFollowing?.();
    }

    get question() {
        return ACTS[this.act].question;
    }

    get sentence() {
        return fill(this.question.sentence, this.record.name);
    }

    get progress() {
        if (!this.isSent || this.problem) return undefined;
        if (this.lost) return sentenceOf(this.lost);
        return this.run ? fill(following, this.run.number) : ACTS[this.act].progress;
    }

    async send() {
        this.isAsking = false;
        this.isSent = true;
        this.problem = undefined;
        try {
            this.take(await ACTS[this.act].send({ recordId: this.record.recordId, idempotencyKey: this.key }));
        } catch (error) {
            this.refuse(toProblem(error));
        }
    }

    take(answer) {
        if (!this.isConnected) return;
        if (ACTS[this.act].isDoneWithAnswer) {
            this.tellChanged(answer);
        } else {
            this.run = answer;
            this.follow();
        }
    }

    refuse(problem) {
        // Somebody else has released it, so what was wanted is so.
        if (problem.code === 'record.not-held') this.finish();
        else this.problem = problem;
    }

    follow() {
        this.stopFollowing = followRun(this.run.id, {
            onWork: () => this.setLost(undefined),
            onLost: (problem) => this.setLost(problem),
            onEnd: () => this.finish()
        });
    }

    setLost(problem) {
        this.lost = problem;
    }

    async finish() {
        this.problem = undefined;
        try {
            this.tellChanged(await readRecord({ recordId: this.record.recordId }));
        } catch (error) {
            this.problem = toProblem(error);
        }
    }

    tellChanged(record) {
        this.dispatchEvent(new CustomEvent('changed', { detail: { record } }));
    }

    /** An act whose answer got lost is repeated with its key; one that was refused is a new act. */
    handleAgain() {
        if (this.run) return this.finish();
        if (this.problem.kind !== 'unreachable') this.key = newKey(this.act);
        return this.send();
    }

    close() {
        this.dispatchEvent(new CustomEvent('close'));
    }
}
