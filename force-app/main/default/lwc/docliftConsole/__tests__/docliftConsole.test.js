import { createElement } from 'lwc';
import { CurrentPageReference } from 'lightning/navigation';
import DocliftConsole from 'c/docliftConsole';
import haltRun from '@salesforce/apex/DocliftRunController.haltRun';
import readOverview from '@salesforce/apex/DocliftOverviewController.readOverview';
import readRun from '@salesforce/apex/DocliftRunController.readRun';
import whoAmI from '@salesforce/apex/DocliftWhoController.whoAmI';

jest.mock('@salesforce/apex/DocliftRunController.haltRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftOverviewController.readOverview', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.readRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftWhoController.whoAmI', () => ({ default: jest.fn() }), { virtual: true });

// The pages have tests of their own; here only what they are given counts.
jest.mock('c/docliftOverview', () => require('./page'));
jest.mock('c/docliftAccounts', () => require('./page'));
jest.mock('c/docliftJobs', () => require('./page'));
jest.mock('c/docliftFailures', () => require('./page'));
jest.mock('c/docliftDrift', () => require('./page'));
jest.mock('c/docliftSetup', () => require('./page'));
jest.mock('c/docliftStart', () => require('./page'));

const who = {
    roles: ['viewer', 'operator'],
    profile: 'testing',
    environment: 'sandbox',
    orgDomain: 'northwind--uat.sandbox.my.salesforce.com'
};
const job = { id: 'run-14', number: 14, operation: 'back_up', state: 'running' };
const idle = { unfinishedRuns: [] };
const busy = { unfinishedRuns: [job, { id: 'run-15', number: 15, operation: 'switch', state: 'planned' }] };

function thrown(problem) {
    return { body: { message: JSON.stringify(problem) } };
}

async function show() {
    const element = createElement('c-doclift-console', { is: DocliftConsole });
    document.body.appendChild(element);
    await flush();
    return element;
}

async function flush() {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

function find(element, selector) {
    return element.shadowRoot.querySelector(selector);
}

function all(element, selector) {
    return [...element.shadowRoot.querySelectorAll(selector)];
}

async function choose(element, label) {
    all(element, 'nav button').find((button) => button.textContent === label).click();
    await flush();
}

async function pressStop(element) {
    find(element, '.stop').click();
    await flush();
}

async function confirmStop(element) {
    find(element, 'c-doclift-confirm').dispatchEvent(new CustomEvent('confirm'));
    await flush();
}

describe('c-doclift-console', () => {
    beforeEach(() => {
        whoAmI.mockResolvedValue(who);
        readOverview.mockResolvedValue(idle);
        readRun.mockResolvedValue({ ...job, counts: { planned: 10, pending: 5 } });
        haltRun.mockResolvedValue({ ...job, state: 'halted' });
    });

    afterEach(() => {
        document.body.replaceChildren();
        jest.useRealTimers();
    });

    it('is loading until it knows who the user is', async () => {
        whoAmI.mockReturnValue(new Promise(() => {}));
        const element = await show();
        expect(find(element, 'c-doclift-state').isLoading).toBe(true);
        expect(readOverview).not.toHaveBeenCalled();
        await expect(element).toBeAccessible();
    });

    it('says which profile and org this is and opens with the overview', async () => {
        const element = await show();
        expect(find(element, '.where').textContent).toBe(
            'profile: testing · org: northwind--uat.sandbox.my.salesforce.com (sandbox)'
        );
        expect(find(element, 'c-doclift-overview').who).toEqual(who);
        expect(find(element, 'c-doclift-overview').overview).toEqual(idle);
        expect(find(element, '.test-mode')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('says what test mode allows on every page', async () => {
        const testMode = 'Test mode: only 2 Accounts, at most 50 documents a run.';
        whoAmI.mockResolvedValue({ ...who, testMode });
        const element = await show();
        expect(find(element, '.test-mode').textContent).toBe(
            'Test mode: only 2 Accounts, at most 50 documents a job.'
        );
        await expect(element).toBeAccessible();
    });

    it.each([
        ['Accounts', 'c-doclift-accounts'],
        ['Jobs', 'c-doclift-jobs'],
        ['Start a job', 'c-doclift-start'],
        ['What failed', 'c-doclift-failures'],
        ['Set-up', 'c-doclift-setup']
    ])('shows one page at a time: %s', async (label, tag) => {
        const element = await show();
        await choose(element, label);
        expect(find(element, tag).who).toEqual(who);
        expect(find(element, 'c-doclift-overview')).toBeNull();
        expect(all(element, '[aria-current="page"]').map((button) => button.textContent)).toEqual([label]);
        await expect(element).toBeAccessible();
    });

    it('goes where a page leads, with the focus', async () => {
        const element = await show();
        const detail = { page: 'jobs', runId: 'run-14' };
        find(element, 'c-doclift-overview').dispatchEvent(
            new CustomEvent('navigate', { detail, bubbles: true, composed: true })
        );
        await flush();
        expect(find(element, 'c-doclift-jobs').runId).toBe('run-14');
        expect(element.shadowRoot.activeElement).toBe(find(element, '.page'));
        expect(readOverview).toHaveBeenCalledTimes(2);
    });

    it('reads the overview anew when another page is chosen', async () => {
        readOverview.mockResolvedValueOnce(busy);
        const element = await show();
        expect(all(element, '.stop')).toHaveLength(1);
        await choose(element, 'Jobs');
        await choose(element, 'Overview');
        expect(readOverview).toHaveBeenCalledTimes(3);
        expect(find(element, 'c-doclift-overview').overview).toEqual(idle);
        expect(all(element, '.stop')).toEqual([]);
        await expect(element).toBeAccessible();
    });

    it('opens the start page for an operation and an Account', async () => {
        const element = await show();
        const detail = { page: 'start', operation: 'switch', accountId: '001000000000001AAA' };
        find(element, 'c-doclift-overview').dispatchEvent(new CustomEvent('navigate', { detail, bubbles: true }));
        await flush();
        expect(find(element, 'c-doclift-start')).toMatchObject({ operation: 'switch', accountId: '001000000000001AAA' });
        await expect(element).toBeAccessible();
    });

    it('opens the page that its address asks for, also later', async () => {
        const element = await show();
        const state = { c__page: 'start', c__operation: 'switch', c__accountId: '001000000000001AAA' };
        CurrentPageReference.emit({ state });
        await flush();
        expect(find(element, 'c-doclift-start')).toMatchObject({ operation: 'switch', accountId: '001000000000001AAA' });
        expect(readOverview).toHaveBeenCalledTimes(2);
        CurrentPageReference.emit({ state: { c__page: 'jobs' } });
        await flush();
        expect(find(element, 'c-doclift-jobs')).not.toBeNull();
    });

    it.each([[{}], [{ c__page: 'constructor' }], [{ c__accountId: '001000000000001AAA' }]])('stays where it is for the address %j', async (state) => {
        const element = await show();
        CurrentPageReference.emit({ state });
        await flush();
        expect(find(element, 'c-doclift-overview')).not.toBeNull();
        expect(readOverview).toHaveBeenCalledTimes(1);
    });

    it('reads every 5 seconds while a job runs, else every 30', async () => {
        jest.useFakeTimers();
        let counts = 0;
        readRun.mockImplementation(() => Promise.resolve({ ...job, counts: (counts += 1) }));
        readOverview.mockResolvedValueOnce(idle).mockResolvedValue(busy);
        await show();
        await jest.advanceTimersByTimeAsync(29_999);
        expect(readOverview).toHaveBeenCalledTimes(1);
        await jest.advanceTimersByTimeAsync(1 + 10_000);
        expect(readOverview).toHaveBeenCalledTimes(4);
    });

    it('gives the overview the counts of the job at work, as far as they can be read', async () => {
        readOverview.mockResolvedValue(busy);
        const element = await show();
        expect(find(element, 'c-doclift-overview').overview.unfinishedRuns[0].counts).toEqual({ planned: 10, pending: 5 });
        readRun.mockRejectedValue(new Error('Down'));
        find(element, 'c-doclift-overview').dispatchEvent(new CustomEvent('again'));
        await flush();
        expect(find(element, 'c-doclift-overview').overview.unfinishedRuns[0]).toEqual(job);
    });

    it('offers on every page to stop the job that runs', async () => {
        readOverview.mockResolvedValue(busy);
        const element = await show();
        await choose(element, 'Set-up');
        expect(all(element, '.stop').map(({ label }) => label)).toEqual(['Stop Job 14']);
        await expect(element).toBeAccessible();
    });

    it('offers nothing to stop while nothing runs', async () => {
        expect(all(await show(), '.stop')).toEqual([]);
    });

    it('stops a job after one question', async () => {
        readOverview.mockResolvedValue(busy);
        const element = await show();
        await pressStop(element);
        expect(find(element, 'c-doclift-confirm').heading).toBe('Stop Job 14?');
        expect(haltRun).not.toHaveBeenCalled();
        await expect(element).toBeAccessible();
        await confirmStop(element);
        expect(haltRun).toHaveBeenCalledWith({ runId: 'run-14', idempotencyKey: expect.stringMatching(/^stop-/) });
        expect(find(element, 'c-doclift-confirm')).toBeNull();
        expect(find(element, '.stop-result').textContent).toContain('Job 14 was stopped.');
    });

    it('stops nothing when the question is cancelled', async () => {
        readOverview.mockResolvedValue(busy);
        const element = await show();
        await pressStop(element);
        find(element, 'c-doclift-confirm').dispatchEvent(new CustomEvent('cancel'));
        await flush();
        expect(find(element, 'c-doclift-confirm')).toBeNull();
        expect(haltRun).not.toHaveBeenCalled();
    });

    it('says in the dialog why a job could not be stopped, and sends the same key once more', async () => {
        readOverview.mockResolvedValue(busy);
        haltRun.mockRejectedValueOnce(thrown({ status: 0, code: 'app.unreachable', detail: '' }));
        const element = await show();
        await pressStop(element);
        await confirmStop(element);
        expect(find(element, '.stop-problem').textContent).toMatch(/^Doclift does not answer/);
        await confirmStop(element);
        const keys = haltRun.mock.calls.map(([{ idempotencyKey }]) => idempotencyKey);
        expect(keys[0]).toBe(keys[1]);
        await pressStop(element);
        await confirmStop(element);
        expect(haltRun.mock.calls[2][0].idempotencyKey).not.toBe(keys[0]);
    });

    it('shows a viewer who may stop', async () => {
        whoAmI.mockResolvedValue({ ...who, roles: ['viewer'] });
        readOverview.mockResolvedValue(busy);
        const element = await show();
        expect(find(element, '.stop').disabled).toBe(true);
        expect(find(element, '.who-may').textContent).toContain('Doclift Operator');
        await expect(element).toBeAccessible();
    });

    it('says to whom it is forbidden what to ask for', async () => {
        whoAmI.mockRejectedValue(thrown({ status: 403, code: 'app.no-permission', detail: '' }));
        const element = await show();
        expect(find(element, 'c-doclift-state').problem).toMatchObject({ kind: 'forbidden' });
        expect(find(element, 'nav')).toBeNull();
        expect(find(element, 'c-doclift-setup')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('shows Set-up and tries again when the service did not answer', async () => {
        whoAmI.mockRejectedValueOnce(thrown({ status: 0, code: 'app.unreachable', detail: '' }));
        const element = await show();
        expect(find(element, 'c-doclift-setup')).not.toBeNull();
        await expect(element).toBeAccessible();
        find(element, 'c-doclift-state').dispatchEvent(new CustomEvent('again'));
        await flush();
        expect(find(element, 'nav')).not.toBeNull();
        expect(find(element, 'c-doclift-setup')).toBeNull();
    });

    it('tells the overview that it is old when the service stops answering', async () => {
        jest.useFakeTimers({ now: Date.parse('2026-03-01T18:02:00Z') });
        readOverview.mockResolvedValueOnce(idle).mockRejectedValue(thrown({ status: 0, code: 'app.unreachable' }));
        const element = await show();
        await jest.advanceTimersByTimeAsync(30_000);
        expect(find(element, 'c-doclift-overview')).toMatchObject({
            overview: idle,
            problem: { kind: 'unreachable' },
            staleSince: '2026-03-01T18:02:00.000Z'
        });
    });

    it('asks nothing more once it is gone', async () => {
        jest.useFakeTimers();
        const element = await show();
        element.remove();
        await jest.advanceTimersByTimeAsync(120_000);
        expect(readOverview).toHaveBeenCalledTimes(1);
    });
});
