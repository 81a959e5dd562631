import { createElement } from 'lwc';
import DocliftJob from 'c/docliftJob';
import { formatMoment } from 'c/docliftFormat';
import { startPolling } from 'c/docliftPoll';
import listItems from '@salesforce/apex/DocliftRunController.listItems';
import readForecast from '@salesforce/apex/DocliftRunController.readForecast';
import readOutlook from '@salesforce/apex/DocliftOverviewController.readForecast';
import readHistory from '@salesforce/apex/DocliftRunController.readHistory';
import readAccount from '@salesforce/apex/DocliftAccountController.readAccount';
import readRunFailures from '@salesforce/apex/DocliftFailureController.readRunFailures';
import readRun from '@salesforce/apex/DocliftRunController.readRun';

jest.mock('c/docliftPoll', () => ({ startPolling: jest.fn() }));
jest.mock('@salesforce/apex/DocliftRunController.approveRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftReportController.createDownload', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.haltRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftFailureController.listRunDocuments', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftFailureController.listDocuments', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftAccountController.readAccount', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftFailureController.readRunFailures', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.listItems', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.pauseRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.planRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.readForecast', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftOverviewController.readForecast', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.readHistory', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.readRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.rollBackRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.resumeRun', () => ({ default: jest.fn() }), { virtual: true });

const approver = {
    actorId: 'user:005000000000001AAA',
    roles: ['viewer', 'operator', 'approver'],
    orgDomain: 'acme.my.salesforce.com'
};

const noOutcomes = { done: 0, failed: 0, conflicted: 0, refused: 0, overwritten: 0, in_doubt: 0, withdrawn: 0 };

const running = {
    id: 'run-14',
    number: 14,
    operation: 'back_up',
    scope: { kind: 'accounts', accountIds: ['001000000000001AAA'] },
    dryRun: false,
    limits: {},
    state: 'running',
    profile: 'testing',
    planHash: 'a'.repeat(64),
    createdBy: 'user:005000000000002AAA',
    names: { '005000000000002AAA': 'Ada <b>Approver</b>' },
    createdAt: '2026-03-01T12:00:00.000Z',
    approvedBy: null,
    startedAt: '2026-03-01T12:00:10.000Z',
    endedAt: null,
    stopCode: null,
    stopSentence: null,
    needsApproval: false,
    counts: { planned: 2854, pending: 2042, leftOut: 124, outcomes: { ...noOutcomes, done: 800, failed: 12 } },
    gate: null
};
const ended = {
    ...running,
    state: 'partially_succeeded',
    endedAt: '2026-03-01T12:10:00.000Z',
    counts: { planned: 2854, pending: 0, leftOut: 0, outcomes: { ...noOutcomes, done: 2842, failed: 12 } }
};
const passedGate = { outcome: 'passed', lines: [{ item: 'links.resolve', outcome: 'passed', sentence: 'All opened.' }] };
const waiting = {
    ...running,
    operation: 'switch',
    state: 'planned',
    startedAt: null,
    needsApproval: true,
    counts: { planned: 3, pending: 3, leftOut: 2, outcomes: noOutcomes },
    gate: passedGate
};

const predicted = {
    operation: 'switch',
    records: 3,
    bytes: 0,
    seconds: 240,
    requests: { salesforceCalls: 14, bulkBatches: 1, vendorCalls: 0, storePuts: 0, storeGets: 0 },
    rateBasis: 'assumed',
    sizeBasis: null
};

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: '' }) } };
}

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textOf = (element, selector) => find(element, selector).textContent;
const tabOf = (element, name) => find(element, `.tab[data-tab="${name}"]`);
const stateOf = (element) => find(element, 'c-doclift-state');

let stop;

/** One reading by hand in place of the timer. */
async function tick() {
    const { read, onData, onError } = startPolling.mock.calls.at(-1)[0];
    await read().then(onData, onError);
    await settle();
}

async function show(answer) {
    if (answer.body) readRun.mockRejectedValue(answer);
    else readRun.mockResolvedValue(answer);
    const element = createElement('c-doclift-job', { is: DocliftJob });
    Object.assign(element, { who: approver, runId: 'run-14' });
    document.body.appendChild(element);
    await tick();
    return element;
}

describe('c-doclift-job', () => {
    beforeEach(() => {
        stop = jest.fn();
        startPolling.mockReturnValue(stop);
        readHistory.mockResolvedValue({ items: [], names: {} });
        listItems.mockReturnValue(new Promise(() => {}));
        readAccount.mockReset().mockRejectedValue(problem(404, 'account.not-found'));
        readForecast.mockResolvedValue({ predicted, actual: null });
        readOutlook.mockResolvedValue({ salesforce: { left: 118204 } });
    });

    afterEach(() => {
        document.body.replaceChildren();
        jest.useRealTimers();
    });

    it('is loading until the service has answered', async () => {
        const element = createElement('c-doclift-job', { is: DocliftJob });
        Object.assign(element, { who: approver, runId: 'run-14' });
        document.body.appendChild(element);
        await settle();
        expect(stateOf(element).isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('shows what it does and its state as a sentence, and hands the job on to its parts', async () => {
        const element = await show(running);
        expect(textOf(element, '.title')).toBe('Job 14: Back up');
        expect(textOf(element, '.state')).toBe('At work.');
        for (const part of ['acts', 'facts', 'progress']) {
            expect(find(element, `c-doclift-job-${part}`).run).toEqual(running);
        }
        await expect(element).toBeAccessible();
    });

    it('tells screen readers how it goes, at most every 30 s', async () => {
        jest.useFakeTimers({ now: 0, doNotFake: ['nextTick'] });
        const element = await show(running);
        expect(textOf(element, '.announcement')).toContain('812 of 2,854');
        readRun.mockResolvedValue({ ...running, counts: { ...running.counts, pending: 2000 } });
        await tick();
        await jest.advanceTimersByTimeAsync(29_000);
        expect(textOf(element, '.announcement')).toContain('812 of 2,854');
        await jest.advanceTimersByTimeAsync(1000);
        await settle();
        expect(textOf(element, '.announcement')).toContain('854 of 2,854');
    });

    it('stops polling when the job has ended', async () => {
        const element = await show(running);
        expect(stop).not.toHaveBeenCalled();
        readRun.mockResolvedValue(ended);
        await tick();
        expect(stop).toHaveBeenCalledTimes(1);
        expect(textOf(element, '.state')).toContain('Some documents need attention');
        await expect(element).toBeAccessible();
    });

    it('stops polling when it leaves the page', async () => {
        const element = await show(running);
        element.remove();
        expect(stop).toHaveBeenCalledTimes(1);
    });

    it('follows another job when it is given one', async () => {
        const element = await show(running);
        readRun.mockResolvedValue({ ...running, id: 'run-15', number: 15 });
        element.runId = 'run-15';
        await tick();
        expect(readRun).toHaveBeenLastCalledWith({ runId: 'run-15' });
        expect(textOf(element, '.title')).toBe('Job 15: Back up');
    });

    it('is read again at once when something was done', async () => {
        const element = await show(running);
        find(element, 'c-doclift-job-acts').dispatchEvent(new CustomEvent('acted'));
        expect(startPolling).toHaveBeenCalledTimes(2);
    });

    it('shows a switch that waits to whoever approves it, with its forecast', async () => {
        const element = await show(waiting);
        const approval = find(element, 'c-doclift-job-approval');
        expect(approval).toMatchObject({ run: waiting, who: approver });
        expect(approval.forecast.predicted).toEqual(predicted);
        await expect(element).toBeAccessible();
        approval.dispatchEvent(new CustomEvent('acted'));
        expect(startPolling).toHaveBeenCalledTimes(2);
    });

    it('has nothing to approve once the switch is at work', async () => {
        const element = await show({ ...waiting, state: 'running' });
        expect(find(element, 'c-doclift-job-approval')).toBeNull();
    });

    it('shows what was foretold, and whether the job has ended', async () => {
        const part = find(await show(ended), 'c-doclift-job-forecast');
        expect(part.forecast.predicted).toEqual(predicted);
        expect(part.hasEnded).toBe(true);
        expect(find(await show(running), 'c-doclift-job-forecast').hasEnded).toBe(false);
    });

    it('reads the forecast again no more often than every 30 s', async () => {
        jest.useFakeTimers({ now: 0, doNotFake: ['nextTick'] });
        await show(running);
        await tick();
        expect(readForecast).toHaveBeenCalledTimes(1);
        jest.setSystemTime(30_000);
        await tick();
        expect(readForecast).toHaveBeenCalledTimes(2);
    });

    it('says why a job was stopped', async () => {
        const stopped = { stopCode: 'run.halted', stopSentence: 'Stopped by hand. It can be resumed.' };
        const element = await show({ ...running, state: 'halted', ...stopped });
        expect(textOf(element, '.stop-sentence')).toContain('Stopped by hand');
        await expect(element).toBeAccessible();
    });

    it('says that a job that was paused by hand waits for somebody', async () => {
        const paused = { stopCode: 'run.paused', stopSentence: 'Paused by hand. It goes on when somebody resumes it.' };
        const element = await show({ ...running, state: 'paused', ...paused });
        expect(textOf(element, '.state')).toContain('until somebody chooses Continue');
        await expect(element).toBeAccessible();
    });

    it('says that a job that waits for room goes on by itself, and when the org is asked', async () => {
        const sentence = 'Used up. Nothing is lost. Doclift asks Salesforce again at 2026-03-01 12:05 UTC.';
        const waiting = { stopCode: 'salesforce.daily-limit', stopSentence: sentence };
        const element = await show({ ...running, state: 'paused', ...waiting });
        expect(textOf(element, '.state')).toContain('goes on by itself');
        expect(textOf(element, '.stop-sentence')).toContain(formatMoment('2026-03-01T12:05:00Z'));
    });

    it.each([
        ['run.outside-hours', 'It waits, and goes on by itself.'],
        ['switch.outcomes-unknown', 'It waits, and goes on by itself.'],
        ['switch.soaking', 'Resting between two cohorts. It goes on by itself.']
    ])('says that a job that is paused by %s goes on by itself', async (stopCode, sentence) => {
        const element = await show({ ...running, state: 'paused', stopCode, stopSentence: 'Until then nothing is done.' });
        expect(textOf(element, '.state')).toBe(sentence);
        expect(textOf(element, '.stop-sentence')).toBe('Until then nothing is done.');
    });

    it.each([
        ['switch.too-many-failures', 'Stopped: too many errors.'],
        ['switch.canary-not-rolled-back', 'Stopped: the canary could not be rolled back.']
    ])('says in the words of the app that a switch was stopped by %s, and what to do', async (stopCode, words) => {
        const stopped = { stopCode, stopSentence: 'Mend its cause, then resume: only what is new counts.' };
        const element = await show({ ...running, operation: 'switch', state: 'halted', ...stopped });
        expect(textOf(element, '.state')).toContain(words);
        expect(textOf(element, '.state')).toContain('until somebody chooses Continue');
        expect(textOf(element, '.stop-sentence')).toContain('then choose Continue');
        await expect(element).toBeAccessible();
    });

    it('shows the cohorts of a switch before it is approved and while it is at work', async () => {
        const cohort = { number: 1, isCanary: true, percentage: null, accounts: 1, records: 3, soakMinutes: 0 };
        const cohorts = [{ ...cohort, state: 'waiting', endedAt: null, soaksUntil: null }];
        for (const run of [waiting, { ...waiting, state: 'running' }]) {
            const element = await show({ ...run, cohorts });
            expect(find(element, 'c-doclift-job-cohorts').run.cohorts).toEqual(cohorts);
        }
    });

    it('shows no cohorts of a job that has none', async () => {
        expect(find(await show({ ...running, cohorts: [] }), 'c-doclift-job-cohorts')).toBeNull();
    });

    it('waits for somebody where nothing tells it when to go on, and shows what the switch sets off', async () => {
        const sentence = 'Expected to count what the switch sets off.';
        const stopped = { stopCode: 'switch.side-effects-unknown', stopSentence: sentence };
        const times = { since: running.createdAt, at: running.startedAt };
        const sideEffects = { ...times, outcome: 'not-known', sentence, objects: [], dataStorage: null, fileStorage: null };
        const element = await show({ ...running, operation: 'switch', state: 'paused', ...stopped, sideEffects });
        expect(textOf(element, '.state')).toContain('until somebody chooses Continue');
        expect(find(element, '.side-effects').effects).toEqual(sideEffects);
    });

    it('shows no side effects of a job that has none', async () => {
        expect(find(await show({ ...running, sideEffects: null }), '.side-effects')).toBeNull();
    });

    it('says of a list of changes that waits for room that it is not made yet, and offers no switch', async () => {
        const waiting = { stopCode: 'salesforce.daily-limit', stopSentence: 'Used up.', planHash: null, startedAt: null };
        const element = await show({ ...running, state: 'paused', ...waiting });
        expect(textOf(element, '.state')).toContain('list of changes is not made yet');
        expect(textOf(element, '.stop-sentence')).toContain('Used up.');
        expect(find(element, 'c-doclift-job-approval')).toBeNull();
        const acts = find(element, 'c-doclift-job-acts');
        expect(find(acts, '.stop')).not.toBeNull();
        expect(find(acts, '.continue')).not.toBeNull();
        await expect(element).toBeAccessible();
    });

    it('says in the words of the app that another job is at work', async () => {
        const stopped = { stopCode: 'run.records-owned', stopSentence: 'Run 3 owns 3 of these records.' };
        const element = await show({ ...running, state: 'failed', ...stopped });
        expect(textOf(element, '.stop-sentence')).toContain('Another job is at work');
    });

    it('says that the list of changes is being made', async () => {
        const element = await show({ ...waiting, planHash: null, gate: null });
        expect(textOf(element, '.state')).toContain('being made');
        expect(find(element, 'c-doclift-job-approval')).toBeNull();
        expect(readForecast).not.toHaveBeenCalled();
        await expect(element).toBeAccessible();
    });

    it('hands the list of changes to a part of its own, on its own tab', async () => {
        const element = await show(ended);
        tabOf(element, 'changes').click();
        await settle();
        expect(tabOf(element, 'changes').getAttribute('aria-current')).toBe('true');
        expect(find(element, 'c-doclift-job-changes').run).toEqual(ended);
        await expect(element).toBeAccessible();
    });

    it('says how a dry run ended', async () => {
        const element = await show({ ...ended, state: 'succeeded', dryRun: true });
        expect(textOf(element, '.title')).toBe('Job 14: Back up (dry run)');
        expect(textOf(element, '.state')).toContain('The dry run has ended');
    });

    it('shows a job without a forecast without one', async () => {
        readForecast.mockRejectedValue(problem(404, 'forecast.none'));
        const element = await show(running);
        expect(find(element, 'c-doclift-job-forecast')).toBeNull();
        expect(stateOf(element).problem).toBeNull();
    });

    it('hands what failed to a part of its own, on its own tab', async () => {
        readRunFailures.mockReturnValue(new Promise(() => {}));
        const element = await show(ended);
        tabOf(element, 'failures').click();
        await settle();
        expect(find(element, 'c-doclift-job-failures').run.id).toBe('run-14');
        expect(find(element, 'c-doclift-job-records')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('hands its documents to a part of its own, on its own tab', async () => {
        const element = await show(ended);
        expect(find(element, 'c-doclift-job-records').run).toEqual(ended);
        tabOf(element, 'history').click();
        await settle();
        expect(find(element, 'c-doclift-job-records')).toBeNull();
        expect(find(element, 'c-doclift-job-history').run).toEqual(ended);
        expect(readHistory).toHaveBeenCalledTimes(1);
        await expect(element).toBeAccessible();
    });

    it.each([
        ['an error', problem(500, 'internal.unexpected'), 'other'],
        ['an unreachable service', problem(0, 'app.unreachable'), 'unreachable'],
        ['a missing right', problem(403, 'app.no-permission'), 'forbidden'],
        ['a job that does not exist', problem(404, 'run.not-found'), 'missing']
    ])('shows %s', async (_, error, kind) => {
        const element = await show(error);
        expect(stateOf(element).problem.kind).toBe(kind);
        expect(stateOf(element).staleSince).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('keeps what it last read, with its age, when the service does not answer any more', async () => {
        const element = await show(running);
        readRun.mockRejectedValue(problem(0, 'app.unreachable'));
        await tick();
        expect(stateOf(element).staleSince).not.toBeNull();
        expect(textOf(element, '.title')).toBe('Job 14: Back up');
        await expect(element).toBeAccessible();
    });
});
