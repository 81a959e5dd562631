import { createElement } from 'lwc';
import DocliftJobFailures from 'c/docliftJobFailures';
import readRunFailures from '@salesforce/apex/DocliftFailureController.readRunFailures';

jest.mock('@salesforce/apex/DocliftFailureController.listDocuments', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftFailureController.readRunFailures', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftFailureController.listRunDocuments', () => ({ default: jest.fn() }), { virtual: true });

const ended = { id: 'run-14', state: 'partially_succeeded' };
const group = {
    code: 'source.missing',
    sentence: 'The source says that there is no such file.',
    advice: 'Ask the vendor for these files.',
    actor: 'vendor',
    isRetryable: true,
    records: 312,
    example: { recordId: 'a01000000000001AAA', name: '<b>Contract</b>.pdf', sentence: 'The run found none.' }
};

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textOf = (element, selector) => find(element, selector).textContent;
const stateOf = (element) => find(element, 'c-doclift-state');

async function show(run = ended) {
    const element = createElement('c-doclift-job-failures', { is: DocliftJobFailures });
    element.run = run;
    document.body.appendChild(element);
    await settle();
    return element;
}

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: '' }) } };
}

describe('c-doclift-job-failures', () => {
    beforeEach(() => {
        readRunFailures.mockReset().mockResolvedValue({ items: [group] });
    });

    afterEach(() => {
        document.body.replaceChildren();
        jest.useRealTimers();
    });

    it('is loading until the service has answered', async () => {
        readRunFailures.mockReturnValue(new Promise(() => {}));
        const element = await show();
        expect(stateOf(element).isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('shows each group with what happened, to how many, what to do and who does it', async () => {
        const element = await show();
        expect(readRunFailures).toHaveBeenCalledWith({ runId: 'run-14' });
        expect(textOf(element, '.sentence')).toBe(group.sentence);
        const part = find(element, 'c-doclift-failure-group');
        expect(part.runId).toBe('run-14');
        expect(part.group).toMatchObject({ documents: 'Documents: 312', advice: group.advice, actorWord: 'The vendor' });
        expect(part.group.example.sentence).toBe('The job found none.');
        await expect(element).toBeAccessible();
    });

    it('leads to everything that failed', async () => {
        const element = await show();
        const told = jest.fn();
        element.addEventListener('navigate', told);
        find(element, '.all').click();
        expect(told.mock.calls[0][0].detail).toEqual({ page: 'failures' });
    });

    it('says so when nothing failed', async () => {
        readRunFailures.mockResolvedValue({ items: [] });
        const element = await show();
        expect(stateOf(element).isEmpty).toBe(true);
        expect(stateOf(element).emptyText).toBe('Nothing failed in this job.');
        await expect(element).toBeAccessible();
    });

    it.each([
        [403, 'app.no-permission', 'forbidden'],
        [0, 'app.unreachable', 'unreachable'],
        [500, 'internal.unexpected', 'other']
    ])('says what went wrong with status %s, and reads again', async (status, code, kind) => {
        readRunFailures.mockRejectedValueOnce(problem(status, code));
        const element = await show();
        expect(stateOf(element).problem.kind).toBe(kind);
        await expect(element).toBeAccessible();
        stateOf(element).dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(textOf(element, '.sentence')).toBe(group.sentence);
    });

    it('reads again when the job ends, and seldom while it goes on', async () => {
        jest.useFakeTimers({ doNotFake: ['nextTick'] });
        const running = { ...ended, state: 'running' };
        const element = await show(running);
        element.run = { ...running };
        expect(readRunFailures).toHaveBeenCalledTimes(1);
        jest.setSystemTime(Date.now() + 30_000);
        element.run = { ...running };
        expect(readRunFailures).toHaveBeenCalledTimes(2);
        element.run = ended;
        expect(readRunFailures).toHaveBeenCalledTimes(3);
        await settle();
    });

    it('shows only the newest of two readings', async () => {
        let answerLate;
        readRunFailures.mockReturnValueOnce(new Promise((resolve) => (answerLate = resolve)));
        const element = await show({ ...ended, state: 'running' });
        element.run = ended;
        await settle();
        answerLate({ items: [] });
        await settle();
        expect(stateOf(element).isEmpty).toBe(false);
    });
});
