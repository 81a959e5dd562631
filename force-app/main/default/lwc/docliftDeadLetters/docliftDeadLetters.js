import { LightningElement, api } from 'lwc';
import listDeadLetters from '@salesforce/apex/DocliftFailureController.listDeadLetters';
import retryDeadLetter from '@salesforce/apex/DocliftFailureController.retryDeadLetter';
import { sentenceOf, toProblem } from 'c/docliftErrors';
import { fill, formatCount } from 'c/docliftFormat';
import { Keys } from 'c/docliftKeys';
import { labels } from './labels';
import { toLetter } from './letters';

/**
 * What workers could not do: jobs that were stopped by it, and what fails again and again. Nothing is shown where there is
 * none, which is how it should be.
 * @fires navigate to a job
 */
export default class DocliftDeadLetters extends LightningElement {
    /** The answer of whoAmI. */
    @api who;

    labels = labels;
    letters = [];
    isCut = false;
    problem = null;
    isBusy = false;
    refusal = '';
    /** By what could not be done. */
    keys = new Keys();

    connectedCallback() {
        this.load();
    }

    async load() {
        this.problem = null;
        try {
            const { items, nextCursor } = await listDeadLetters();
            Object.assign(this, { letters: items.map(toLetter), isCut: nextCursor !== null });
        } catch (error) {
            this.problem = toProblem(error);
        }
    }

    get isShown() {
        return this.letters.length > 0 || this.problem !== null;
    }

    get mayAct() {
        return Boolean(this.who?.roles.includes('operator'));
    }

    get isActDisabled() {
        return !this.mayAct || this.isBusy;
    }

    /** Nothing is said while it is not known who the user is. */
    get forbidden() {
        const offersAny = this.letters.some(({ isGivenUp }) => isGivenUp);
        return this.who && offersAny && !this.mayAct ? fill(labels.forbiddenRole, labels.operator) : '';
    }

    get cut() {
        return this.isCut ? fill(labels.cut, formatCount(this.letters.length)) : '';
    }

    handleOpen(event) {
        this.openJob(event.target.dataset.runId);
    }

    async handleContinue(event) {
        const deadLetterId = event.target.dataset.id;
        this.isBusy = true;
        this.refusal = '';
        try {
            const send = (idempotencyKey) => retryDeadLetter({ deadLetterId, idempotencyKey });
            const { id } = await this.keys.send(`continue-${deadLetterId}`, send);
            this.openJob(id);
        } catch (error) {
            this.refusal = sentenceOf(toProblem(error));
        } finally {
            this.isBusy = false;
        }
    }

    openJob(runId) {
        const detail = { page: 'jobs', runId };
        this.dispatchEvent(new CustomEvent('navigate', { detail, bubbles: true, composed: true }));
    }
}
