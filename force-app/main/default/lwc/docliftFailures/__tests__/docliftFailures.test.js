import { createElement } from 'lwc';
import DocliftFailures from 'c/docliftFailures';
import listDeadLetters from '@salesforce/apex/DocliftFailureController.listDeadLetters';
import planRun from '@salesforce/apex/DocliftRunController.planRun';
import readFailures from '@salesforce/apex/DocliftFailureController.readFailures';
import retryFailures from '@salesforce/apex/DocliftFailureController.retryFailures';

jest.mock('@salesforce/apex/DocliftFailureController.listDeadLetters', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftFailureController.retryDeadLetter', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftFailureController.listRunDocuments', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftFailureController.listDocuments', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftReportController.createDownload', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.planRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftFailureController.readFailures', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftFailureController.retryFailures', () => ({ default: jest.fn() }), { virtual: true });

const operator = { roles: ['viewer', 'operator'] };
const viewer = { roles: ['viewer'] };

const missing = {
    class: 'copy',
    code: 'source.missing',
    sentence: 'The source says that there is no such file.',
    advice: 'Ask the vendor for these files.',
    actor: 'vendor',
    isRetryable: true,
    records: 1412,
    last24Hours: 12,
    last7Days: 412,
    since: '2026-02-24T21:14:03.120Z',
    latest: '2026-03-01T11:58:40.007Z',
    example: { recordId: 'a01000000000001AAA', name: 'Contract.pdf', sentence: 'There is none.' }
};

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: 'Words of the service.' }) } };
}

const settle = () => new Promise(process.nextTick);

async function show(answer, who = operator) {
    if (answer.body) readFailures.mockRejectedValue(answer);
    else readFailures.mockResolvedValue({ items: answer });
    const element = createElement('c-doclift-failures', { is: DocliftFailures });
    element.who = who;
    document.body.appendChild(element);
    await settle();
    return element;
}

const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textOf = (element, selector) => find(element, selector).textContent;
const groupOf = (element) => find(element, 'c-doclift-failure-group').group;
const stateOf = (element) => find(element, 'c-doclift-state');

describe('c-doclift-failures', () => {
    beforeEach(() => {
        listDeadLetters.mockResolvedValue({ items: [], nextCursor: null });
    });

    afterEach(() => document.body.replaceChildren());

    it('is loading until the service has answered', async () => {
        readFailures.mockReturnValue(new Promise(() => {}));
        const element = createElement('c-doclift-failures', { is: DocliftFailures });
        document.body.appendChild(element);
        await settle();
        expect(stateOf(element).isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('says that nothing failed', async () => {
        const element = await show([]);
        expect(stateOf(element).isEmpty).toBe(true);
        expect(stateOf(element).emptyText).toContain('Nothing has failed');
        await expect(element).toBeAccessible();
    });

    it('shows a group with its count, trend, example and advice', async () => {
        const element = await show([missing]);
        expect(textOf(element, '.sentence')).toBe(missing.sentence);
        expect(groupOf(element)).toMatchObject({
            code: 'source.missing',
            class: 'copy',
            documents: 'Documents: 1,412',
            trend: '12 in the last 24 hours, 412 in the last 7 days',
            trendWord: 'fewer of late',
            advice: missing.advice,
            actorWord: 'The vendor'
        });
        expect(groupOf(element).example.name).toBe('Contract.pdf');
        await expect(element).toBeAccessible();
    });

    it('shows what workers could not do before it, to the same user', async () => {
        const element = await show([], viewer);
        expect(find(element, '.dead-letters').who).toEqual(viewer);
        expect(listDeadLetters).toHaveBeenCalledTimes(1);
    });

    it('offers to try documents again over which workers died, after somebody has looked', async () => {
        const sentence = 'Every worker that worked on the record died, so it was set aside.';
        const advice = 'An operator: look in the log of the workers for what ended them. Then try again.';
        const element = await show([{ ...missing, code: 'record.quarantined', sentence, advice, actor: 'operator' }]);
        expect(textOf(element, '.sentence')).toBe(sentence);
        expect(groupOf(element)).toMatchObject({ advice, actorWord: 'Somebody with Doclift Operator', hint: '' });
        expect(find(element, '.again').disabled).toBe(false);
    });

    it('tries a group again and goes to its job', async () => {
        retryFailures.mockResolvedValue({ id: 'run-7' });
        const element = await show([missing]);
        const navigate = jest.fn();
        element.addEventListener('navigate', navigate);
        find(element, '.again').click();
        await settle();
        expect(retryFailures.mock.calls[0][0].code).toBe('source.missing');
        expect(navigate.mock.calls[0][0].detail).toEqual({ page: 'jobs', runId: 'run-7' });
    });

    it('sends the same key again when the answer was lost, and a new one after a refusal', async () => {
        const element = await show([missing]);
        retryFailures.mockRejectedValueOnce(problem(0, 'app.unreachable'));
        retryFailures.mockRejectedValueOnce(problem(409, 'run.records-owned'));
        retryFailures.mockResolvedValueOnce({ id: 'run-7' });
        for (let turn = 0; turn < 3; turn += 1) {
            find(element, '.again').click();
            await settle();
        }
        const keys = retryFailures.mock.calls.map(([{ idempotencyKey }]) => idempotencyKey);
        expect(keys[1]).toBe(keys[0]);
        expect(keys[2]).not.toBe(keys[0]);
    });

    it('says why trying again was refused', async () => {
        retryFailures.mockRejectedValue(problem(404, 'failures.not-found'));
        const element = await show([missing]);
        find(element, '.again').click();
        await settle();
        expect(textOf(element, '.act-problem')).toContain('Nothing has failed so that trying again would help');
        await expect(element).toBeAccessible();
    });

    it('only plans what would write links', async () => {
        planRun.mockResolvedValue({ id: 'run-8' });
        const element = await show([{ ...missing, class: 'switch', code: 'UNABLE_TO_LOCK_ROW', actor: 'org' }]);
        find(element, '.again').click();
        await settle();
        expect(JSON.parse(planRun.mock.calls[0][0].requestJson)).toEqual({
            operation: 'switch',
            scope: { kind: 'failures', codes: ['UNABLE_TO_LOCK_ROW'] },
            dryRun: false,
            limits: {}
        });
        expect(retryFailures).not.toHaveBeenCalled();
    });

    it('has no button for what failed while rolling back', async () => {
        const element = await show([{ ...missing, class: 'rollback' }]);
        expect(find(element, '.again')).toBeNull();
        expect(groupOf(element).hint).toContain('one by one');
    });

    it('says when something must be mended first', async () => {
        const element = await show([{ ...missing, isRetryable: false }]);
        expect(groupOf(element).hint).toContain('after this is mended');
    });

    it('tells a viewer who may try again', async () => {
        const element = await show([missing], viewer);
        expect(find(element, '.again').disabled).toBe(true);
        expect(textOf(element, '.forbidden')).toContain('Doclift Operator');
        await expect(element).toBeAccessible();
    });

    it('downloads what failed', async () => {
        const element = await show([missing]);
        expect(find(element, '.download')).toMatchObject({ report: 'failures', format: 'csv' });
    });

    it.each([
        ['an error', problem(500, 'internal.unexpected'), 'other'],
        ['an unreachable service', problem(0, 'app.unreachable'), 'unreachable'],
        ['a missing right', problem(403, 'app.no-permission'), 'forbidden']
    ])('shows %s', async (_, error, kind) => {
        const element = await show(error);
        expect(stateOf(element).problem.kind).toBe(kind);
        await expect(element).toBeAccessible();
    });

    it('reads once more when asked to', async () => {
        const element = await show(problem(0, 'app.unreachable'));
        readFailures.mockResolvedValue({ items: [missing] });
        stateOf(element).dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(groupOf(element).documents).toBe('Documents: 1,412');
    });
});
