import { LightningElement, api } from 'lwc';
import planRun from '@salesforce/apex/DocliftRunController.planRun';
import readFailures from '@salesforce/apex/DocliftFailureController.readFailures';
import retryFailures from '@salesforce/apex/DocliftFailureController.retryFailures';
import { sentenceOf, toProblem } from 'c/docliftErrors';
import { fill } from 'c/docliftFormat';
import { Keys } from 'c/docliftKeys';
import { toGroup } from './groups';
import { labels } from './labels';

/**
 * What failed, in groups with advice, the largest first.
 * @fires navigate to the job that tries a group again
 */
export default class DocliftFailures extends LightningElement {
    /** The answer of whoAmI. */
    @api who;

    labels = labels;
    groups = [];
    isLoading = true;
    isBusy = false;
    problem = null;
    actSentence = '';
    /** By group. */
    keys = new Keys();

    connectedCallback() {
        this.load();
    }

    get isEmpty() {
        return this.groups.length === 0;
    }

    get mayAct() {
        return Boolean(this.who?.roles.includes('operator'));
    }

    get isActDisabled() {
        return !this.mayAct || this.isBusy;
    }

    get forbiddenSentence() {
        return this.who && !this.mayAct ? fill(labels.forbiddenRole, labels.operator) : '';
    }

    async load() {
        this.isLoading = true;
        this.problem = null;
        try {
            this.groups = (await readFailures()).items.map(toGroup);
        } catch (error) {
            this.problem = toProblem(error);
        } finally {
            this.isLoading = false;
        }
    }

    async handleAgain(event) {
        const group = this.groups.find(({ key }) => key === event.target.dataset.key);
        this.isBusy = true;
        this.actSentence = '';
        try {
            const run = await this.keys.send(`retry-${group.key}`, (key) => sendAgain(group, key));
            this.navigate({ page: 'jobs', runId: run.id });
        } catch (error) {
            this.actSentence = sentenceOf(toProblem(error));
        } finally {
            this.isBusy = false;
        }
    }

    navigate(detail) {
        this.dispatchEvent(new CustomEvent('navigate', { detail, bubbles: true, composed: true }));
    }
}

/** Copies are tried again at once; links are written only after a new list of changes was approved. */
function sendAgain({ class: during, code }, idempotencyKey) {
    if (during === 'copy') return retryFailures({ code, idempotencyKey });
    const scope = { kind: 'failures', codes: [code] };
    const requestJson = JSON.stringify({ operation: 'switch', scope, dryRun: false, limits: {} });
    return planRun({ requestJson, idempotencyKey });
}
