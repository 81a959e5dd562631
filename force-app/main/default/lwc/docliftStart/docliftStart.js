import { LightningElement, api } from 'lwc';
import planRun from '@salesforce/apex/DocliftRunController.planRun';
import readAccount from '@salesforce/apex/DocliftAccountController.readAccount';
import readForecast from '@salesforce/apex/DocliftOverviewController.readForecast';
import { sentenceOf, toProblem } from 'c/docliftErrors';
import { fill } from 'c/docliftFormat';
import { Keys } from 'c/docliftKeys';
import { operationWord } from 'c/docliftWords';
import { buttons, effects, labels } from './labels';
import { FIRST_CHOICES, OPERATIONS, effective, missingChoice, offersScope, requestOf } from './request';
import { summaryOf } from './summary';

/**
 * Starts a job: what, for which documents, how, and what will happen then. A switch is only planned here; what was
 * planned is then shown as a job, and approved there.
 * @fires navigate to the job that was started
 */
export default class DocliftStart extends LightningElement {
    /** The answer of whoAmI. */
    @api who;
    labels = labels;
    choices = FIRST_CHOICES;
    forecast = undefined;
    /** What runs on each record, as the newest look at Salesforce says; empty before there is one. */
    automation = '';
    planned = null;
    isBusy = false;
    actSentence = '';
    /** Anew for each other choice, which is another job. */
    keys = new Keys();

    givenOperation;
    givenAccountId;

    /** Chosen when the page opens, and when another is given. */
    @api
    get operation() {
        return this.givenOperation;
    }

    set operation(value) {
        this.givenOperation = value;
        if (OPERATIONS.includes(value)) this.choose({ operation: value });
    }

    /** The one Account that is chosen when the page opens, and when another is given. */
    @api
    get accountId() {
        return this.givenAccountId;
    }

    set accountId(value) {
        this.givenAccountId = value;
        if (value) this.chooseAccount(value);
    }

    connectedCallback() {
        this.loadForecast();
    }

    async chooseAccount(accountId) {
        this.planned = null;
        this.choose({ scopeKind: 'accounts', accounts: [] });
        try {
            const account = await readAccount({ accountId });
            if (accountId === this.givenAccountId) this.choose({ accounts: [account] });
        } catch (error) {
            this.actSentence = sentenceOf(toProblem(error));
        }
    }

    /** A forecast is welcome and not needed: without it the summary says so. */
    async loadForecast() {
        this.forecast = await readForecast().catch(() => null);
    }

    get effective() {
        return effective(this.choices);
    }

    get cards() {
        return OPERATIONS.map((operation) => ({
            operation,
            name: operationWord(operation),
            effect: effects[operation],
            isChosen: operation === this.choices.operation
        }));
    }

    get scopes() {
        return [
            { kind: 'everything', name: labels.everything },
            { kind: 'accounts', name: labels.accounts },
            { kind: 'share', name: labels.percentage },
            { kind: 'first', name: labels.first }
        ]
            .filter(({ kind }) => offersScope(this.choices.operation, kind))
            .map((scope) => ({ ...scope, isChosen: scope.kind === this.effective.scopeKind }));
    }

    get choosesAccounts() {
        return this.effective.scopeKind === 'accounts';
    }

    get choosesCount() {
        return this.effective.scopeKind === 'first';
    }

    get choosesShare() {
        return this.effective.scopeKind === 'share';
    }

    get missing() {
        return missingChoice(this.effective);
    }

    get summary() {
        return this.missing ? [] : summaryOf(this.effective, this.forecast, this.automation);
    }

    get isSwitch() {
        return this.choices.operation === 'switch';
    }

    get mayStart() {
        return Boolean(this.who?.roles.includes('operator'));
    }

    get forbiddenSentence() {
        return this.who && !this.mayStart ? fill(labels.forbiddenRole, labels.operator) : '';
    }

    get isStartDisabled() {
        return this.isBusy || !this.mayStart || this.missing !== '';
    }

    get buttonLabel() {
        return buttons[this.choices.operation];
    }

    get plannedTitle() {
        return fill(labels.planned, this.planned.number);
    }

    choose(choice) {
        this.choices = { ...this.choices, ...choice };
        this.keys = new Keys();
        this.actSentence = '';
    }

    handleOperation(event) {
        this.choose({ operation: event.target.value });
    }

    handleScope(event) {
        this.choose({ scopeKind: event.target.value });
    }

    handleAccounts(event) {
        this.choose({ accounts: event.detail.accounts });
    }

    handleCount(event) {
        this.choose({ firstRecords: Number(event.detail.value) });
    }

    handleShare(event) {
        this.choose({ percentage: Number(event.detail.value) });
    }

    handleTypes(event) {
        this.choose({ typesText: event.detail.value });
    }

    handleVerification(event) {
        this.choose(event.detail);
    }

    handleLook(event) {
        this.automation = event.detail.automation;
    }

    handleDryRun(event) {
        this.choose({ isDryRun: event.target.checked });
    }

    handleOther() {
        this.planned = null;
        this.choose({});
    }

    async handleStart() {
        this.isBusy = true;
        this.actSentence = '';
        try {
            const requestJson = JSON.stringify(requestOf(this.effective));
            this.show(await this.keys.send('start', (idempotencyKey) => planRun({ requestJson, idempotencyKey })));
        } catch (error) {
            this.actSentence = sentenceOf(toProblem(error));
        } finally {
            this.isBusy = false;
        }
    }

    /** A switch stays on this page with its plan; everything else has begun, and is followed on its own. */
    show(run) {
        if (run.operation === 'switch' && !run.dryRun) this.planned = run;
        else this.navigate({ page: 'jobs', runId: run.id });
    }

    navigate(detail) {
        this.dispatchEvent(new CustomEvent('navigate', { detail, bubbles: true, composed: true }));
    }
}
