import { LightningElement, wire } from 'lwc';
import { CurrentPageReference } from 'lightning/navigation';
import haltRun from '@salesforce/apex/DocliftRunController.haltRun';
import whoAmI from '@salesforce/apex/DocliftWhoController.whoAmI';
import { targetIn } from 'c/docliftAddress';
import { sentenceOf, toProblem } from 'c/docliftErrors';
import { fill } from 'c/docliftFormat';
import { newKey } from 'c/docliftKeys';
import { startPolling } from 'c/docliftPoll';
import { appWords } from 'c/docliftWords';
import { labels, pages } from './labels';
import { readOverviewWithCounts } from './reading';

const RUNNING_MS = 5_000;
const IDLE_MS = 30_000;
/** In these states a job can be stopped. */
const STOPPABLE = ['approved', 'running', 'paused'];

/**
 * The app: header, navigation, one page at a time, and a Stop button on all of them while a job runs. It asks who the
 * user is and polls the overview; the pages read everything else themselves.
 */
export default class DocliftConsole extends LightningElement {
    who = null;
    whoProblem = null;
    overview = null;
    overviewProblem = null;
    readAt = null;
    /** The page shown, and what it was opened for. */
    target = { page: 'overview' };
    /** The job that the open dialog asks about, with the key of that dialog. */
    stopping = null;
    isStopping = false;
    stopProblem = '';
    stopResult = '';
    labels = labels;

    stopPolling = () => {};

    /** An address may ask for a page; whoever comes by the tab stays where they were. */
    @wire(CurrentPageReference)
    takeAddress(reference) {
        const target = targetIn(reference);
        if (target && Object.hasOwn(pages, target.page)) this.show(target);
    }

    connectedCallback() {
        this.loadWho();
    }

    disconnectedCallback() {
        this.stopPolling();
    }

    async loadWho() {
        this.whoProblem = null;
        try {
            this.who = await whoAmI();
            this.poll();
        } catch (error) {
            this.whoProblem = toProblem(error);
        }
    }

    /** Reads at once, then at its pace. */
    poll() {
        this.stopPolling();
        this.stopPolling = startPolling({
            read: readOverviewWithCounts,
            onData: (overview) => this.take(overview),
            onError: (error) => {
                this.overviewProblem = toProblem(error);
            },
            everyMs: () => (this.stoppable.length > 0 ? RUNNING_MS : IDLE_MS)
        });
    }

    take(overview) {
        this.overview = overview;
        this.overviewProblem = null;
        this.readAt = new Date().toISOString();
    }

    get isLoading() {
        return !this.who && !this.whoProblem;
    }

    /** Set-up is where a service that does not answer this org is mended, so it is shown even then. */
    get isCutOff() {
        return Boolean(this.whoProblem) && this.whoProblem.kind !== 'forbidden';
    }

    get where() {
        if (!this.who) return '';
        const { profile, orgDomain, environment } = this.who;
        return fill(labels.where, profile, orgDomain, labels.environments[environment] ?? environment);
    }

    /** What test mode allows; empty without it. */
    get testMode() {
        return this.who?.testMode ? appWords(this.who.testMode) : '';
    }

    get tabs() {
        return Object.entries(pages).map(([page, label]) => {
            const isActive = page === this.target.page;
            return {
                page,
                label,
                current: isActive ? 'page' : null,
                className: `slds-tabs_default__item${isActive ? ' slds-is-active' : ''}`
            };
        });
    }

    get pageName() {
        return pages[this.target.page];
    }

    get isOverview() {
        return this.target.page === 'overview';
    }

    get isAccounts() {
        return this.target.page === 'accounts';
    }

    get isJobs() {
        return this.target.page === 'jobs';
    }

    get isFailures() {
        return this.target.page === 'failures';
    }

    get isDrift() {
        return this.target.page === 'drift';
    }

    get isSetup() {
        return this.target.page === 'setup';
    }

    get isStart() {
        return this.target.page === 'start';
    }

    /** When the overview shown was read, if a later reading failed. */
    get staleSince() {
        return this.overviewProblem && this.overview ? this.readAt : null;
    }

    get stoppable() {
        const runs = this.overview?.unfinishedRuns ?? [];
        return runs
            .filter(({ state }) => STOPPABLE.includes(state))
            .map(({ id, number }) => ({ id, number, label: fill(labels.stop, number) }));
    }

    get mayNotStop() {
        return !this.who?.roles.includes('operator');
    }

    get stopSentence() {
        return this.mayNotStop && this.stoppable.length > 0 ? fill(labels.stopNeedsRole, labels.operator) : '';
    }

    get stopHeading() {
        return fill(labels.stopHeading, this.stopping.number);
    }

    /** What was read last may be old, and a job may just have been started, so the overview is read at once. */
    show(target) {
        this.target = target;
        if (this.who) this.poll();
    }

    handleTab(event) {
        this.show({ page: event.target.dataset.page });
    }

    /** The focus follows to the new page. */
    handleNavigate(event) {
        this.show({ ...event.detail });
        this.template.querySelector('.page').focus();
    }

    handleAgain() {
        if (this.who) this.poll();
        else this.loadWho();
    }

    handleStop(event) {
        const { id } = event.target.dataset;
        this.stopProblem = this.stopResult = '';
        this.stopping = { ...this.stoppable.find((run) => run.id === id), key: newKey('stop') };
    }

    handleStopCancel() {
        this.stopping = null;
    }

    /** After an error the dialog stays open, so that a second press sends the same key. */
    async handleStopConfirm() {
        if (this.isStopping) return;
        const { id, number, key } = this.stopping;
        this.isStopping = true;
        try {
            await haltRun({ runId: id, idempotencyKey: key });
            this.stopping = null;
            this.stopResult = fill(labels.stopped, number);
            this.poll();
        } catch (error) {
            this.stopProblem = sentenceOf(toProblem(error));
        }
        this.isStopping = false;
    }
}
