import { createElement } from 'lwc';
import DocliftJobApproval from 'c/docliftJobApproval';
import approveRun from '@salesforce/apex/DocliftRunController.approveRun';
import readOutlook from '@salesforce/apex/DocliftOverviewController.readForecast';

jest.mock('@salesforce/apex/DocliftRunController.approveRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftOverviewController.readForecast', () => ({ default: jest.fn() }), { virtual: true });

const approver = { roles: ['viewer', 'operator', 'approver'], orgDomain: 'acme.my.salesforce.com' };
const operator = { ...approver, roles: ['viewer', 'operator'] };
const passedGate = { outcome: 'passed', lines: [{ item: 'links.resolve', outcome: 'passed', sentence: 'All opened.' }] };
const refusedGate = { outcome: 'refused', lines: [{ item: 'links.resolve', outcome: 'failed', sentence: 'Not all.' }] };
const waiting = {
    id: 'run-14',
    planHash: 'a'.repeat(64),
    counts: { planned: 3, leftOut: 2 },
    largestAccounts: [{ accountId: '001000000000001AAA', accountName: 'Northwind Traders', items: 3 }],
    gate: passedGate
};
const forecast = { predicted: { seconds: 240, rateBasis: 'assumed', requests: { salesforceCalls: 14 } }, actual: null };

function problem(status, code, facts = {}) {
    return { body: { message: JSON.stringify({ status, code, detail: '', ...facts }) } };
}

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textOf = (element, selector) => find(element, selector).textContent;

let acted;

async function show({ run = waiting, who = approver } = {}) {
    const element = createElement('c-doclift-job-approval', { is: DocliftJobApproval });
    Object.assign(element, { run, who, forecast });
    element.addEventListener('acted', acted);
    document.body.appendChild(element);
    await settle();
    return element;
}

async function approve(element) {
    find(element, '.switch').click();
    await settle();
    find(element, 'c-doclift-confirm').dispatchEvent(new CustomEvent('confirm'));
    await settle();
}

describe('c-doclift-job-approval', () => {
    beforeEach(() => {
        acted = jest.fn();
        approveRun.mockReset();
        readOutlook.mockReset().mockResolvedValue({ salesforce: { left: 118204 } });
    });

    afterEach(() => {
        document.body.replaceChildren();
    });

    it('shows counts, time, API calls, the largest Accounts, the checks and what rolling back means', async () => {
        const element = await show();
        expect(textOf(element, '.counts')).toBe('Links that change: 3. Left out: 2.');
        expect(textOf(element, '.time')).toBe('About 4 min at an assumed speed, because no such job has run yet.');
        expect(find(element, 'c-doclift-largest-accounts').accounts).toEqual(waiting.largestAccounts);
        expect(textOf(element, '.calls')).toContain('Uses 14 of today’s 118,204 free API calls; 14 more are kept');
        expect(textOf(element, '.approval')).toContain('cannot restore');
        expect(find(element, 'c-doclift-gate').gate).toEqual(passedGate);
        await expect(element).toBeAccessible();
    });

    it('switches only after the domain of the org was typed', async () => {
        approveRun.mockResolvedValue(waiting);
        const element = await show();
        find(element, '.switch').click();
        await settle();
        const confirm = find(element, 'c-doclift-confirm');
        expect(confirm.wordToType).toBe('acme.my.salesforce.com');
        expect(approveRun).not.toHaveBeenCalled();
        confirm.dispatchEvent(new CustomEvent('confirm'));
        await settle();
        expect(approveRun.mock.calls[0][0]).toMatchObject({ runId: 'run-14', planHash: waiting.planHash });
        expect(find(element, 'c-doclift-confirm')).toBeNull();
        expect(acted).toHaveBeenCalledTimes(1);
    });

    it('changes nothing when the question is cancelled', async () => {
        const element = await show();
        find(element, '.switch').click();
        await settle();
        find(element, 'c-doclift-confirm').dispatchEvent(new CustomEvent('cancel'));
        await settle();
        expect(find(element, 'c-doclift-confirm')).toBeNull();
        expect(approveRun).not.toHaveBeenCalled();
    });

    it('shows the lines of a gate that refused, until the job is read again', async () => {
        approveRun.mockRejectedValue(problem(409, 'gate.refused', { gate: refusedGate }));
        const element = await show();
        await approve(element);
        expect(find(element, 'c-doclift-gate').gate).toEqual(refusedGate);
        expect(textOf(element, '.refusal')).toContain('nothing was switched');
        expect(find(element, '.switch').disabled).toBe(true);
        expect(acted).not.toHaveBeenCalled();
        await expect(element).toBeAccessible();
        element.run = { ...waiting };
        await settle();
        expect(find(element, 'c-doclift-gate').gate).toEqual(passedGate);
    });

    it('sends the same key again when the answer was lost', async () => {
        approveRun.mockRejectedValue(problem(0, 'app.unreachable'));
        const element = await show();
        await approve(element);
        await approve(element);
        const [first, second] = approveRun.mock.calls.map(([{ idempotencyKey }]) => idempotencyKey);
        expect(second).toBe(first);
    });

    it.each([
        ['the user is no approver', waiting, operator, 'Doclift Approver'],
        ['a check did not pass', { ...waiting, gate: refusedGate }, approver, 'did not all pass'],
        ['the list of changes is empty', { ...waiting, counts: { planned: 0, leftOut: 2 } }, approver, 'nothing to switch']
    ])('cannot be switched when %s', async (_, run, who, words) => {
        const element = await show({ run, who });
        expect(find(element, '.switch').disabled).toBe(true);
        expect(textOf(element, '.hint')).toContain(words);
        await expect(element).toBeAccessible();
    });

    it('says when today has too few API calls left', async () => {
        readOutlook.mockResolvedValue({ salesforce: { left: 5 } });
        expect(textOf(await show(), '.calls')).toContain('only 5 are free today');
    });

    it.each([
        ['has not said', { salesforce: { left: null } }],
        ['cannot be asked', null]
    ])('says what it takes when Salesforce %s how many calls are left', async (_, outlook) => {
        if (outlook) readOutlook.mockResolvedValue(outlook);
        else readOutlook.mockRejectedValue(problem(0, 'app.unreachable'));
        expect(textOf(await show(), '.calls')).toContain('Salesforce has not said yet');
    });

    it('says how long it takes at the speed of earlier jobs', async () => {
        const element = await show();
        element.forecast = { predicted: { ...forecast.predicted, rateBasis: 'measured' }, actual: null };
        await settle();
        expect(textOf(element, '.time')).toBe('About 4 min at the speed of earlier jobs.');
    });

    it('can be approved without a forecast, and without Accounts', async () => {
        const element = await show({ run: { ...waiting, largestAccounts: [] } });
        element.forecast = null;
        await settle();
        for (const part of ['.time', '.calls', 'c-doclift-largest-accounts']) expect(find(element, part)).toBeNull();
        expect(find(element, '.switch').disabled).toBe(false);
        await expect(element).toBeAccessible();
    });

    it('asks again how many calls are left with each forecast', async () => {
        const element = await show();
        readOutlook.mockResolvedValue({ salesforce: { left: 5 } });
        element.forecast = { ...forecast };
        await settle();
        expect(textOf(element, '.calls')).toContain('only 5 are free today');
    });
});
