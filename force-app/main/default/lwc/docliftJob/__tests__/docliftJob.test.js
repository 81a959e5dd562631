import { createElement } from 'lwc';
import { mockNavigate } from 'lightning/navigation';
import DocliftJob from 'c/docliftJob';
import { startPolling } from 'c/docliftPoll';
import approveRun from '@salesforce/apex/DocliftRunController.approveRun';
import createDownload from '@salesforce/apex/DocliftReportController.createDownload';
import haltRun from '@salesforce/apex/DocliftRunController.haltRun';
import listItems from '@salesforce/apex/DocliftRunController.listItems';
import pauseRun from '@salesforce/apex/DocliftRunController.pauseRun';
import planRun from '@salesforce/apex/DocliftRunController.planRun';
import readForecast from '@salesforce/apex/DocliftRunController.readForecast';
import readOutlook from '@salesforce/apex/DocliftOverviewController.readForecast';
import readHistory from '@salesforce/apex/DocliftRunController.readHistory';
import readAccount from '@salesforce/apex/DocliftAccountController.readAccount';
import readRunFailures from '@salesforce/apex/DocliftFailureController.readRunFailures';
import readRun from '@salesforce/apex/DocliftRunController.readRun';
import rollBackRun from '@salesforce/apex/DocliftRunController.rollBackRun';
import resumeRun from '@salesforce/apex/DocliftRunController.resumeRun';

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
const operator = { ...approver, roles: ['viewer', 'operator'] };
const viewer = { ...approver, roles: ['viewer'] };

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
const refusedGate = { outcome: 'refused', lines: [{ item: 'links.resolve', outcome: 'failed', sentence: 'Not all.' }] };
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
function problem(status, code, facts = {}) {
    return { body: { message: JSON.stringify({ status, code, detail: '', ...facts }) } };
}

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const findAll = (element, selector) => [...element.shadowRoot.querySelectorAll(selector)];
const textOf = (element, selector) => find(element, selector).textContent;
const wordsOf = (element, selector) => textOf(element, selector).replace(/\s+/g, ' ').trim();
const tabOf = (element, name) => find(element, `.tab[data-tab="${name}"]`);
const stateOf = (element) => find(element, 'c-doclift-state');

let stop;

/** One reading by hand in place of the timer. */
async function tick() {
    const { read, onData, onError } = startPolling.mock.calls.at(-1)[0];
    await read().then(onData, onError);
    await settle();
}

async function show(answer, who = approver) {
    if (answer.body) readRun.mockRejectedValue(answer);
    else readRun.mockResolvedValue(answer);
    const element = createElement('c-doclift-job', { is: DocliftJob });
    Object.assign(element, { who, runId: 'run-14' });
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

    it('says what a job that reads Salesforce has read, new, changed and deleted', async () => {
        const counts = { ...running.counts, planned: 0, pending: 0, leftOut: 0 };
        const entries = { read: 1917660, added: 12, changed: 30, deleted: 4 };
        const element = await show({ ...ended, operation: 'catch_up', state: 'succeeded', counts, entries });
        const words = 'Read 1,917,660 entries of Salesforce: 12 new, 30 changed, 4 deleted.';
        expect(textOf(element, '.entries')).toBe(words);
        await expect(element).toBeAccessible();
    });

    it('is loading until the service has answered', async () => {
        const element = createElement('c-doclift-job', { is: DocliftJob });
        Object.assign(element, { who: approver, runId: 'run-14' });
        document.body.appendChild(element);
        await settle();
        expect(stateOf(element).isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('shows what it does, for what, who started it and its state as a sentence', async () => {
        const element = await show(running);
        expect(textOf(element, '.title')).toBe('Job 14: Back up');
        expect(textOf(element, '.state')).toBe('At work.');
        expect(textOf(element, '.facts')).toContain('Accounts: 1');
        expect(textOf(element, '.person a')).toBe('Ada <b>Approver</b>');
        await expect(element).toBeAccessible();
    });

    it.each([
        ['user:005000000000001AAA', 'You'],
        ['token:nightly', 'An automation'],
        ['cli:ada@host', 'Command line: ada@host'],
        ['user:005000000000009AAA', 'A user you cannot see'],
        ['doclift', 'Doclift']
    ])('names who started it: %s', async (createdBy, words) => {
        const element = await show({ ...running, createdBy });
        expect(textOf(element, '.person dd')).toBe(words);
    });

    it.each([
        [{ kind: 'everything' }, {}, 'Everything'],
        [{ kind: 'records', recordIds: ['a', 'b'] }, {}, 'Documents: 2'],
        [{ kind: 'failures', codes: ['source.missing'] }, {}, 'What failed: source.missing'],
        [{ kind: 'run', runId: 'run-9' }, {}, 'What one job switched'],
        [{ kind: 'everything' }, { firstRecords: 1500 }, 'Everything, the first 1,500 documents'],
        [
            { kind: 'everything' },
            { types: ['pdf', ''], percentage: 0.5, firstRecords: 10 },
            'Everything, only the types pdf, (none), 0.5% of the documents, the first 10 documents'
        ]
    ])('says for what it is: %j', async (scope, limits, words) => {
        const element = await show({ ...running, scope, limits });
        expect(textOf(element, '.facts dd')).toBe(words);
    });

    it('shows counters that add up', async () => {
        const element = await show(running);
        expect(wordsOf(element, '.counters')).toBe('2,854 = 800 Copied and checked + 12 Failed + 2,042 still to do');
        expect(wordsOf(element, '.progress')).toBe('812 of 2,854 (28.45%)');
        expect(textOf(element, '.left-out')).toContain('beside these: 124');
    });

    it('measures the speed before it says how much time is left', async () => {
        jest.useFakeTimers({ now: 0, doNotFake: ['nextTick'] });
        const element = await show(running);
        expect(textOf(element, '.pace')).toBe('Measuring the speed.');
        jest.setSystemTime(5000);
        const counts = { ...running.counts, pending: 1842, outcomes: { ...noOutcomes, done: 1000, failed: 12 } };
        readRun.mockResolvedValue({ ...running, counts });
        await tick();
        expect(textOf(element, '.pace')).toBe('40 documents a second · about 46 s left, going by the last 5 s');
    });

    it('says when nothing moves', async () => {
        jest.useFakeTimers({ now: 0, doNotFake: ['nextTick'] });
        const element = await show(running);
        jest.setSystemTime(40_000);
        await tick();
        expect(textOf(element, '.pace')).toBe('No document was finished in the last 40 s.');
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
        expect(find(element, '.pace')).toBeNull();
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

    it('stops the job', async () => {
        haltRun.mockResolvedValue(running);
        const element = await show(running);
        find(element, '.stop').click();
        await settle();
        expect(haltRun.mock.calls[0][0].runId).toBe('run-14');
        expect(startPolling).toHaveBeenCalledTimes(2);
    });

    it('says why stopping was refused', async () => {
        haltRun.mockRejectedValue(problem(409, 'run.not-running'));
        const element = await show(running);
        find(element, '.stop').click();
        await settle();
        expect(textOf(element, '.act-problem')).toContain('nothing to stop');
        await expect(element).toBeAccessible();
    });

    it('sends the same key again when the answer was lost', async () => {
        const element = await show(running);
        haltRun.mockRejectedValue(problem(0, 'app.unreachable'));
        find(element, '.stop').click();
        await settle();
        find(element, '.stop').click();
        await settle();
        const [first, second] = haltRun.mock.calls.map(([{ idempotencyKey }]) => idempotencyKey);
        expect(second).toBe(first);
    });

    it('lets a stopped job continue', async () => {
        resumeRun.mockResolvedValue(running);
        const stopped = { stopCode: 'run.halted', stopSentence: 'Stopped by hand. It can be resumed.' };
        const element = await show({ ...running, state: 'halted', ...stopped });
        expect(find(element, '.stop')).toBeNull();
        expect(textOf(element, '.stop-sentence')).toContain('Stopped by hand');
        find(element, '.continue').click();
        await settle();
        expect(resumeRun.mock.calls[0][0].runId).toBe('run-14');
    });

    it('pauses the job', async () => {
        pauseRun.mockResolvedValue(running);
        const element = await show(running);
        find(element, '.pause').click();
        await settle();
        expect(pauseRun.mock.calls[0][0].runId).toBe('run-14');
        expect(startPolling).toHaveBeenCalledTimes(2);
    });

    it('offers to continue or stop a job that was paused by hand', async () => {
        const paused = { stopCode: 'run.paused', stopSentence: 'Paused by hand. It goes on when somebody resumes it.' };
        const element = await show({ ...running, state: 'paused', ...paused });
        expect(textOf(element, '.state')).toContain('until somebody chooses Continue');
        expect(find(element, '.pause')).toBeNull();
        expect(find(element, '.stop')).not.toBeNull();
        expect(find(element, '.continue')).not.toBeNull();
        await expect(element).toBeAccessible();
    });

    it('says that a job that waits for room goes on by itself, and when the org is asked', async () => {
        const sentence = 'Used up. Nothing is lost. Doclift asks Salesforce again at 2026-03-01 12:05 UTC.';
        const waiting = { stopCode: 'salesforce.daily-limit', stopSentence: sentence };
        const element = await show({ ...running, state: 'paused', ...waiting });
        expect(textOf(element, '.state')).toContain('goes on by itself');
        expect(textOf(element, '.stop-sentence')).toContain('2026-03-01 12:05 UTC');
    });

    it('says in the words of the app that another job is at work', async () => {
        const stopped = { stopCode: 'run.records-owned', stopSentence: 'Run 3 owns 3 of these records.' };
        const element = await show({ ...running, state: 'failed', ...stopped });
        expect(textOf(element, '.stop-sentence')).toContain('Another job is at work');
    });

    it('tries an ended job again as a new one', async () => {
        planRun.mockResolvedValue({ id: 'run-16' });
        const element = await show(ended);
        const navigate = jest.fn();
        element.addEventListener('navigate', (event) => navigate(event.detail));
        find(element, '.again').click();
        await settle();
        expect(JSON.parse(planRun.mock.calls[0][0].requestJson)).toEqual({
            operation: 'back_up',
            scope: running.scope,
            dryRun: false,
            limits: {}
        });
        expect(navigate.mock.calls).toEqual([[{ page: 'jobs', runId: 'run-16' }]]);
    });

    it('does not offer to try a rollback again', async () => {
        const element = await show({ ...ended, operation: 'roll_back' });
        expect(find(element, '.again')).toBeNull();
    });

    describe('rolling back', () => {
        const switching = { ...running, operation: 'switch' };

        it('is offered for a switch by a part of its own, which goes to the new job', async () => {
            const element = await show(switching);
            const navigate = jest.fn();
            element.addEventListener('navigate', (event) => navigate(event.detail));
            const part = find(element, '.roll-back');
            expect(part).toMatchObject({ run: switching, who: approver });
            part.shadowRoot.querySelector('.start').click();
            await settle();
            rollBackRun.mockResolvedValue({ id: 'run-17' });
            part.shadowRoot.querySelector('c-doclift-confirm').dispatchEvent(new CustomEvent('confirm'));
            await settle();
            expect(navigate.mock.calls).toEqual([[{ page: 'jobs', runId: 'run-17' }]]);
            await expect(element).toBeAccessible();
        });

        it.each([
            ['a back-up', running],
            ['a switch that has not begun', waiting],
            ['a dry run', { ...switching, dryRun: true }]
        ])('is not offered for %s', async (_, run) => {
            const element = await show(run);
            expect(find(element, '.roll-back')).toBeNull();
        });

        it('tells a viewer who may', async () => {
            const element = await show({ ...ended, operation: 'switch', state: 'succeeded' }, viewer);
            expect(textOf(element, '.act-hint')).toContain('Doclift Operator');
        });
    });

    it('tells a viewer who may stop it', async () => {
        const element = await show(running, viewer);
        expect(find(element, '.stop').disabled).toBe(true);
        expect(textOf(element, '.act-hint')).toContain('Doclift Operator');
        await expect(element).toBeAccessible();
    });

    it('shows a job without documents without counters', async () => {
        const counts = { planned: 0, pending: 0, leftOut: 0, outcomes: noOutcomes };
        const element = await show({ ...running, operation: 'inventory', scope: { kind: 'everything' }, counts });
        expect(find(element, '.counters')).toBeNull();
        expect(textOf(element, '.title')).toBe('Job 14: Inventory');
    });

    it('says that the list of changes is being made', async () => {
        const element = await show({ ...waiting, planHash: null, gate: null });
        expect(textOf(element, '.state')).toContain('being made');
        expect(find(element, '.approval')).toBeNull();
        tabOf(element, 'changes').click();
        await settle();
        expect(find(element, '.changes-not-yet')).not.toBeNull();
        expect(readForecast).not.toHaveBeenCalled();
        await expect(element).toBeAccessible();
    });

    it('says how a dry run ended', async () => {
        const element = await show({ ...ended, state: 'succeeded', dryRun: true });
        expect(textOf(element, '.title')).toBe('Job 14: Back up (dry run)');
        expect(textOf(element, '.state')).toContain('The dry run has ended');
    });

    describe('waiting for approval', () => {
        it('shows counts, gate, forecast and what rolling back means', async () => {
            const element = await show(waiting);
            expect(textOf(element, '.approval-counts')).toBe('Links that change: 3. Left out: 2.');
            expect(textOf(element, '.calls')).toContain('Uses 14 of today’s 118,204 free API calls; 14 more are kept');
            expect(textOf(element, '.approval')).toContain('cannot restore');
            expect(find(element, 'c-doclift-gate').gate).toEqual(passedGate);
            expect(wordsOf(element, '.forecast tbody')).toContain('Time4 minnot yet');
            await expect(element).toBeAccessible();
        });

        it('switches only after the domain of the org was typed', async () => {
            approveRun.mockResolvedValue(waiting);
            const element = await show(waiting);
            find(element, '.switch').click();
            await settle();
            const confirm = find(element, 'c-doclift-confirm');
            expect(confirm.wordToType).toBe('acme.my.salesforce.com');
            expect(approveRun).not.toHaveBeenCalled();
            confirm.dispatchEvent(new CustomEvent('confirm'));
            await settle();
            expect(approveRun.mock.calls[0][0]).toMatchObject({ runId: 'run-14', planHash: waiting.planHash });
            expect(find(element, 'c-doclift-confirm')).toBeNull();
        });

        it('changes nothing when the question is cancelled', async () => {
            const element = await show(waiting);
            find(element, '.switch').click();
            await settle();
            find(element, 'c-doclift-confirm').dispatchEvent(new CustomEvent('cancel'));
            await settle();
            expect(find(element, 'c-doclift-confirm')).toBeNull();
            expect(approveRun).not.toHaveBeenCalled();
        });

        it('shows the lines of a gate that refused', async () => {
            approveRun.mockRejectedValue(problem(409, 'gate.refused', { gate: refusedGate }));
            const element = await show(waiting);
            find(element, '.switch').click();
            await settle();
            find(element, 'c-doclift-confirm').dispatchEvent(new CustomEvent('confirm'));
            await settle();
            expect(find(element, 'c-doclift-gate').gate).toEqual(refusedGate);
            expect(textOf(element, '.act-problem')).toContain('nothing was switched');
            expect(find(element, '.switch').disabled).toBe(true);
        });

        it.each([
            ['the user is no approver', waiting, operator, 'Doclift Approver'],
            ['a check did not pass', { ...waiting, gate: refusedGate }, approver, 'did not all pass'],
            [
                'the list of changes is empty',
                { ...waiting, counts: { ...waiting.counts, planned: 0, pending: 0 } },
                approver,
                'nothing to switch'
            ]
        ])('cannot be switched when %s', async (_, run, who, words) => {
            const element = await show(run, who);
            expect(find(element, '.switch').disabled).toBe(true);
            expect(textOf(element, '.approval-hint')).toContain(words);
            await expect(element).toBeAccessible();
        });

        it('says when today has too few API calls left', async () => {
            readOutlook.mockResolvedValue({ salesforce: { left: 5 } });
            const element = await show(waiting);
            expect(textOf(element, '.calls')).toContain('only 5 are free today');
        });
    });

    it('names the one Account that it is for, as text, with its limits', async () => {
        readAccount.mockResolvedValue({ name: '<b>Acme</b> Corp.' });
        const element = await show({ ...running, limits: { firstRecords: 10 } });
        await settle();
        expect(readAccount).toHaveBeenCalledWith({ accountId: '001000000000001AAA' });
        expect(textOf(element, '.facts')).toContain('<b>Acme</b> Corp., the first 10 documents');
        await tick();
        expect(readAccount).toHaveBeenCalledTimes(1);
    });

    it('counts several Accounts', async () => {
        const accountIds = ['001000000000001AAA', '001000000000002AAA'];
        const element = await show({ ...running, scope: { kind: 'accounts', accountIds } });
        expect(readAccount).not.toHaveBeenCalled();
        expect(textOf(element, '.facts')).toContain('Accounts: 2');
    });

    it('shows forecast and actual side by side', async () => {
        const actual = { records: 3, bytes: 2_000_000, seconds: 300, requests: { salesforceCalls: null } };
        readForecast.mockResolvedValue({ predicted: { ...predicted, bytes: 1_000_000, rateBasis: 'measured' }, actual });
        const element = await show(ended);
        expect(findAll(element, '.forecast tbody tr').map(({ textContent }) => textContent)).toEqual([
            'Documents33',
            'Time4 min5 min',
            'API calls of this org14not counted for each job',
            'Size1 MB2 MB'
        ]);
        expect(textOf(element, '.forecast')).toContain('speed of earlier jobs');
    });

    it('shows a job without a forecast without one', async () => {
        readForecast.mockRejectedValue(problem(404, 'forecast.none'));
        const element = await show(running);
        expect(find(element, '.forecast')).toBeNull();
        expect(stateOf(element).problem).toBeNull();
    });

    it.each([
        [{ sha256: 1500, 'parts-md5': 88, 'read-back': 4 }, "Copies proven: 1,588 by the store's checksum, 4 by reading back."],
        [{ md5: 3 }, "Copies proven: 3 by the store's checksum."],
        [{ 'read-back': 2 }, 'Copies proven: 2 by reading back.']
    ])('says how its copies were proven: %j', async (proofs, words) => {
        const element = await show({ ...ended, counts: { ...ended.counts, proofs } });
        expect(textOf(element, '.proofs')).toBe(words);
    });

    it('says nothing of proofs where nothing was copied', async () => {
        expect(find(await show({ ...ended, counts: { ...ended.counts, proofs: {} } }), '.proofs')).toBeNull();
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
        ['changes', '.download-changes', 'plan'],
        ['history', '.download-report', 'run']
    ])('downloads while it shows the tab %s', async (tab, selector, report) => {
        createDownload.mockResolvedValue({ url: 'https://doclift.northwind.example/v1/downloads/x' });
        const element = await show(ended);
        tabOf(element, tab).click();
        await settle();
        expect(tabOf(element, tab).getAttribute('aria-current')).toBe('true');
        await expect(element).toBeAccessible();
        find(element, selector).click();
        await settle();
        const { requestJson } = createDownload.mock.calls[0][0];
        expect(JSON.parse(requestJson)).toEqual({ report, id: 'run-14', format: 'csv' });
        expect(mockNavigate.mock.calls[0][0].attributes.url).toContain('/v1/downloads/x');
    });

    it.each(['switch', 'roll_back'])('has the links from before for %s', async (operation) => {
        createDownload.mockResolvedValue({ url: 'https://doclift.northwind.example/v1/downloads/x' });
        const element = await show({ ...ended, operation });
        tabOf(element, 'changes').click();
        await settle();
        expect(textOf(element, '.before-images')).toContain('Data Loader');
        find(element, '.download-before-images').click();
        await settle();
        const { requestJson } = createDownload.mock.calls[0][0];
        expect(JSON.parse(requestJson)).toEqual({ report: 'before-images', id: 'run-14', format: 'csv' });
        await expect(element).toBeAccessible();
    });

    it.each([
        [{ operation: 'back_up' }, 'changes nothing in Salesforce'],
        [{ operation: 'switch', planHash: null, state: 'planned' }, 'is still being planned']
    ])('has no links from before for %j, which %s', async (changes) => {
        const element = await show({ ...ended, ...changes });
        tabOf(element, 'changes').click();
        await settle();
        expect(find(element, '.download-before-images')).toBeNull();
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
