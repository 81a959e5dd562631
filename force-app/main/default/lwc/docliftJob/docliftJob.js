import { LightningElement, api } from 'lwc';
import readForecast from '@salesforce/apex/DocliftRunController.readForecast';
import readRun from '@salesforce/apex/DocliftRunController.readRun';
import { toProblem } from 'c/docliftErrors';
import { startPolling } from 'c/docliftPoll';
import { runSentence } from 'c/docliftWords';
import { Announcer } from './announcer';
import { labels } from './labels';
import { hasCohorts, hasEnded, isWaiting, stateSentence, stopSentence, titleOf } from './words';

/** The forecast is read again no more often than this while a job goes on. */
const REFRESH_MS = 30_000;
const TABS = ['records', 'failures', 'changes', 'history'];

/** Follows one job: its title and state. What else there is to know and to do stands in parts of its own. */
export default class DocliftJob extends LightningElement {
    /** The answer of whoAmI. */
    @api who;

    labels = labels;
    run = null;
    problem = null;
    lastContact = null;
    forecast = null;
    forecastReadAtMs = -Infinity;
    announcement = '';
    tab = 'records';

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
        Object.assign(this, { run: null, problem: null, forecast: null });
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
        const isNews = this.run?.state !== run.state || this.run?.planHash !== run.planHash;
        Object.assign(this, { run, problem: null, lastContact: new Date().toISOString() });
        this.announcer.say(`${runSentence(run)}. ${this.stateSentence}`);
        if (run.planHash !== null && (isNews || this.isForecastDue)) this.loadForecast();
        if (hasEnded(run)) this.stopPolling();
    }

    get isForecastDue() {
        return Date.now() - this.forecastReadAtMs >= REFRESH_MS;
    }

    /** A job without a forecast is shown without one. */
    async loadForecast() {
        this.forecastReadAtMs = Date.now();
        const runId = this._runId;
        const forecast = await readForecast({ runId }).catch(() => null);
        if (runId === this._runId) this.forecast = forecast;
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

    get isWaiting() {
        return isWaiting(this.run);
    }

    get hasCohorts() {
        return hasCohorts(this.run);
    }

    get hasEnded() {
        return hasEnded(this.run);
    }

    get tabs() {
        return TABS.map((name) => ({
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

    handleTab(event) {
        this.tab = event.target.dataset.tab;
    }
}
