import { LightningElement, api } from 'lwc';
import checkOrg from '@salesforce/apex/DocliftPreflightController.checkOrg';
import readPreflight from '@salesforce/apex/DocliftPreflightController.readPreflight';
import { toProblem } from 'c/docliftErrors';
import { fill, formatMoment } from 'c/docliftFormat';
import { Keys } from 'c/docliftKeys';
import { appWords } from 'c/docliftWords';
import { labels } from './labels';
import { cardsOf } from './lines';

/**
 * What Salesforce says before links are switched: one card for each check, and a button that looks again.
 * @fires look when there is a look at Salesforce, with `automation`: what runs on each record
 */
export default class DocliftPreflight extends LightningElement {
    /** The answer of whoAmI. */
    @api who;

    labels = labels;
    /** The newest look; null before the first one. */
    preflight = null;
    problem = null;
    isReading = false;
    isChecking = false;
    keys = new Keys();

    connectedCallback() {
        this.read();
    }

    async read() {
        this.isReading = true;
        this.problem = null;
        try {
            this.show(await readPreflight());
        } catch (error) {
            this.problem = toProblem(error);
        }
        this.isReading = false;
    }

    async check() {
        this.isChecking = true;
        this.problem = null;
        try {
            this.show(await this.keys.send('look', (idempotencyKey) => checkOrg({ idempotencyKey })));
        } catch (error) {
            this.problem = toProblem(error);
        }
        this.isChecking = false;
    }

    show(preflight) {
        this.preflight = preflight;
        if (!preflight) return;
        const { automation } = preflight;
        this.dispatchEvent(new CustomEvent('look', { detail: { automation } }));
    }

    get isLoading() {
        return this.isReading && !this.preflight;
    }

    get isEmpty() {
        return !this.preflight;
    }

    /** What was found before stays below a problem. */
    get staleSince() {
        return this.problem && this.preflight ? this.preflight.at : null;
    }

    get cards() {
        return cardsOf(this.preflight?.lines ?? []);
    }

    get automation() {
        return this.preflight ? appWords(this.preflight.automation) : '';
    }

    get checkedAt() {
        return this.preflight ? fill(labels.checkedAt, formatMoment(this.preflight.at)) : '';
    }

    get progress() {
        return this.isChecking ? labels.checking : '';
    }

    get mayCheck() {
        return Boolean(this.who?.roles.includes('operator'));
    }

    get isCheckDisabled() {
        return !this.mayCheck || this.isChecking;
    }

    /** Nothing is said while it is not known who the user is. */
    get forbidden() {
        return this.who && !this.mayCheck ? fill(labels.forbiddenRole, labels.operator) : '';
    }
}
