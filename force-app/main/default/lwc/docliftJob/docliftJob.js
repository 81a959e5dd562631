import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import approveRun from '@salesforce/apex/DocliftRunController.approveRun';
import createDownload from '@salesforce/apex/DocliftReportController.createDownload';
import haltRun from '@salesforce/apex/DocliftRunController.haltRun';
import pauseRun from '@salesforce/apex/DocliftRunController.pauseRun';
import planRun from '@salesforce/apex/DocliftRunController.planRun';
import readForecast from '@salesforce/apex/DocliftRunController.readForecast';
import readOutlook from '@salesforce/apex/DocliftOverviewController.readForecast';
import readRun from '@salesforce/apex/DocliftRunController.readRun';
import resumeRun from '@salesforce/apex/DocliftRunController.resumeRun';
import { sentenceOf, toProblem } from 'c/docliftErrors';
import { fill } from 'c/docliftFormat';
import { newKey } from 'c/docliftKeys';
import { Pace, paceSentence } from 'c/docliftPace';
import { startPolling } from 'c/docliftPoll';
import { runSentence } from 'c/docliftWords';
import { readAccountName } from './account';
import { Announcer } from './announcer';
import { approvalOf } from './approval';
import { entriesSentence, leftOutSentence, progressOf, proofSentence, settledOf } from './counters';
import { actualTitle, callsSentence, forecastBasis, forecastRows } from './forecast';
import { forecastLabels, labels } from './labels';
import { questionOf } from './question';
import { factsOf, hasEnded, isWaiting, peopleOf, stateSentence, stopSentence, titleOf } from './words';

/** The forecast is read again no more often than this while a job goes on. */
const REFRESH_MS = 30_000;
const AT_WORK = ['approved', 'running'];
const RESTING = ['paused', 'halted'];

/**
 * One job: its state, progress and forecast, what can be done about it, and its documents in a part of its own.
 * @fires navigate to the job that tries this one again or rolls it back
 */
export default class DocliftJob extends NavigationMixin(LightningElement) {
    /** The answer of whoAmI. */
    @api who;

    labels = labels;
    forecastLabels = forecastLabels;
    run = null;
    problem = null;
    lastContact = null;
    accountName = null;
    forecast = null;
    callsLeft = null;
    forecastReadAtMs = -Infinity;
    announcement = '';
    actSentence = '';
    isBusy = false;
    isConfirming = false;
    tab = 'records';
    pace = new Pace();
    speed = null;
    /** Keys by act. One stays until the service has answered it, so that a lost answer starts nothing twice. */
    keys = {};

    _runId;

    @api
    get runId() {
        return this._runId;
    }

    set runId(value) {
        this._runId = value;
        if (this.isConnected) this.begin();
    }

    connectedCallback() {
        this.announcer = new Announcer((text) => {
            this.announcement = text;
        });
        this.begin();
    }

    disconnectedCallback() {
        this.stopPolling?.();
        this.announcer.stop();
    }

    /** Forgets the job shown before. */
    begin() {
        Object.assign(this, { run: null, problem: null, forecast: null, accountName: null, pace: new Pace() });
        Object.assign(this, { actSentence: '', isConfirming: false, keys: {} });
        this.follow();
    }

    follow() {
        this.stopPolling?.();
        const runId = this._runId;
        this.stopPolling = startPolling({
            read: () => readRun({ runId }),
            onData: (run) => this.take(run),
            onError: (error) => {
                this.problem = toProblem(error);
            }
        });
    }

    take(run) {
        if (!this.run) this.loadAccountName(run);
        const isNews = this.run?.state !== run.state || this.run?.planHash !== run.planHash;
        Object.assign(this, { run, problem: null, lastContact: new Date().toISOString() });
        this.notePace();
        this.announcer.say(`${runSentence(run)}. ${this.stateSentence}`);
        if (this.isPlanned && (isNews || this.isForecastDue)) this.loadForecast();
        if (hasEnded(run)) this.stopPolling();
    }

    async loadAccountName(run) {
        const name = await readAccountName(run);
        if (run.id === this._runId) this.accountName = name;
    }

    notePace() {
        const { id, state } = this.run;
        if (state === 'running') this.pace.note(id, settledOf(this.run), Date.now());
        else this.pace.forget(id);
        this.speed = this.pace.of(id);
    }

    get isForecastDue() {
        return Date.now() - this.forecastReadAtMs >= REFRESH_MS;
    }

    /** A job without a forecast is shown without one. */
    async loadForecast() {
        this.forecastReadAtMs = Date.now();
        const runId = this._runId;
        const [forecast, outlook] = await Promise.all([
            readForecast({ runId }).catch(() => null),
            this.isWaiting ? readOutlook().catch(() => null) : null
        ]);
        if (runId !== this._runId) return;
        this.forecast = forecast;
        this.callsLeft = outlook?.salesforce.left ?? null;
    }

    get isLoading() {
        return !this.run && !this.problem;
    }

    get staleSince() {
        return this.problem && this.run ? this.lastContact : null;
    }

    get title() {
        return titleOf(this.run);
    }

    get stateSentence() {
        return stateSentence(this.run);
    }

    get stopSentence() {
        return stopSentence(this.run);
    }

    get facts() {
        return factsOf(this.run, this.accountName);
    }

    get people() {
        return peopleOf(this.run, this.who);
    }

    get progress() {
        return progressOf(this.run);
    }

    get entriesSentence() {
        return entriesSentence(this.run);
    }

    get leftOutSentence() {
        return leftOutSentence(this.run);
    }

    get proofSentence() {
        return proofSentence(this.run);
    }

    get paceSentence() {
        return this.run.state === 'running' ? paceSentence(this.speed, this.run.counts.pending) : '';
    }

    get forecastRows() {
        return forecastRows(this.forecast);
    }

    get forecastBasis() {
        return forecastBasis(this.forecast);
    }

    get actualTitle() {
        return actualTitle(this.run);
    }

    get isPlanned() {
        return this.run.planHash !== null;
    }

    get isWaiting() {
        return isWaiting(this.run);
    }

    get callsSentence() {
        return this.forecast ? callsSentence(this.forecast, this.callsLeft) : '';
    }

    get approval() {
        return approvalOf(this.run, this.may('approver'));
    }

    /** Without a word to type nothing is switched. */
    get isSwitchDisabled() {
        return this.isBusy || this.approval.hint !== '' || !this.who.orgDomain;
    }

    get canStop() {
        return this.canPause || this.run.state === 'paused';
    }

    get canPause() {
        return AT_WORK.includes(this.run.state);
    }

    get canContinue() {
        return RESTING.includes(this.run.state);
    }

    get canTryAgain() {
        return ['partially_succeeded', 'failed'].includes(this.run.state) && this.run.operation !== 'roll_back';
    }

    /** Only a switch that has begun may have written links. */
    get canRollBack() {
        return this.run.operation === 'switch' && !this.run.dryRun && this.run.startedAt !== null;
    }

    get question() {
        return questionOf(this.run, this.who.orgDomain);
    }

    get isActDisabled() {
        return this.isBusy || !this.may('operator');
    }

    get actHint() {
        const hasAct = this.canStop || this.canContinue || this.canTryAgain || this.canRollBack;
        return hasAct && !this.may('operator') ? fill(labels.forbiddenRole, labels.operator) : '';
    }

    may(role) {
        return Boolean(this.who?.roles.includes(role));
    }

    get tabs() {
        return ['records', 'failures', 'changes', 'history'].map((name) => ({
            name,
            label: labels[name],
            current: name === this.tab ? 'true' : null,
            className: `slds-tabs_default__item${name === this.tab ? ' slds-is-active' : ''}`
        }));
    }

    get isRecordsTab() {
        return this.tab === 'records';
    }

    get isFailuresTab() {
        return this.tab === 'failures';
    }

    get isChangesTab() {
        return this.tab === 'changes';
    }

    /** Only what writes to Salesforce has values to go back to. */
    get hasBeforeImages() {
        return this.isPlanned && ['switch', 'roll_back'].includes(this.run.operation);
    }

    handleTab(event) {
        this.tab = event.target.dataset.tab;
    }

    handleOpen(event) {
        event.preventDefault();
        const recordId = event.currentTarget.dataset.id;
        this[NavigationMixin.Navigate]({ type: 'standard__recordPage', attributes: { recordId, actionName: 'view' } });
    }

    handleStop() {
        this.actAndFollow('halt', (idempotencyKey) => haltRun({ runId: this._runId, idempotencyKey }));
    }

    handlePause() {
        this.actAndFollow('pause', (idempotencyKey) => pauseRun({ runId: this._runId, idempotencyKey }));
    }

    handleContinue() {
        this.actAndFollow('resume', (idempotencyKey) => resumeRun({ runId: this._runId, idempotencyKey }));
    }

    async handleTryAgain() {
        const { operation, scope, dryRun, limits } = this.run;
        const requestJson = JSON.stringify({ operation, scope, dryRun, limits });
        const run = await this.act('again', (idempotencyKey) => planRun({ requestJson, idempotencyKey }));
        if (run) this.navigate({ page: 'jobs', runId: run.id });
    }

    handleSwitch() {
        this.keys.approve ??= newKey('approve');
        this.isConfirming = true;
    }

    handleCancel() {
        this.isConfirming = false;
    }

    handleConfirm() {
        this.isConfirming = false;
        const { planHash } = this.run;
        this.actAndFollow('approve', (idempotencyKey) => approveRun({ runId: this._runId, planHash, idempotencyKey }));
    }

    handleDownload(event) {
        const request = { report: event.target.dataset.report, id: this._runId, format: 'csv' };
        this.download(JSON.stringify(request));
    }

    async download(requestJson) {
        const link = await this.act('download', (idempotencyKey) => createDownload({ requestJson, idempotencyKey }));
        if (link) this[NavigationMixin.Navigate]({ type: 'standard__webPage', attributes: { url: link.url } });
    }

    async actAndFollow(name, send) {
        if (await this.act(name, send)) this.follow();
    }

    /** Does one act; its answer, or null when it was refused or nobody answered. */
    async act(name, send) {
        this.keys[name] ??= newKey(name);
        this.isBusy = true;
        this.actSentence = '';
        try {
            const answer = await send(this.keys[name]);
            delete this.keys[name];
            return answer;
        } catch (error) {
            this.refuse(name, toProblem(error));
            return null;
        } finally {
            this.isBusy = false;
        }
    }

    refuse(name, problem) {
        this.actSentence = sentenceOf(problem);
        if (problem.gate) this.run = { ...this.run, gate: problem.gate };
        const isAnswered = problem.status > 0 && problem.status < 429;
        if (isAnswered) delete this.keys[name];
    }

    navigate(detail) {
        this.dispatchEvent(new CustomEvent('navigate', { detail, bubbles: true, composed: true }));
    }
}
