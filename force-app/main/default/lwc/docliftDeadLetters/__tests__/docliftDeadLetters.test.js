import { createElement } from 'lwc';
import DocliftDeadLetters from 'c/docliftDeadLetters';
import { formatMoment } from 'c/docliftFormat';
import listDeadLetters from '@salesforce/apex/DocliftFailureController.listDeadLetters';
import retryDeadLetter from '@salesforce/apex/DocliftFailureController.retryDeadLetter';

jest.mock('@salesforce/apex/DocliftFailureController.listDeadLetters', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftFailureController.retryDeadLetter', () => ({ default: jest.fn() }), { virtual: true });

const operator = { roles: ['viewer', 'operator'] };
const viewer = { roles: ['viewer'] };
const givenUp = {
    id: 'letter-1',
    state: 'given-up',
    runId: 'run-14',
    runNumber: 14,
    operation: 'back_up',
    runState: 'halted',
    batchId: 'batch-3',
    batchNumber: 3,
    code: 's3.denied',
    sentence: 'The destination store refused the credentials. Mend them, then resume the run.',
    failures: 1,
    firstFailedAt: '2026-03-01T11:59:58.000Z',
    lastFailedAt: '2026-03-01T12:10:00.000Z'
};
const trying = { ...givenUp, id: 'letter-2', state: 'trying', runId: 'run-15', runNumber: 15, failures: 1200 };

function problem(status, code, detail = '') {
    return { body: { message: JSON.stringify({ status, code, detail }) } };
}

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textsOf = (element, selector) =>
    [...element.shadowRoot.querySelectorAll(selector)].map(({ textContent }) => textContent.trim());

async function show(items, { who = operator, nextCursor = null } = {}) {
    if (items) listDeadLetters.mockResolvedValue({ items, nextCursor });
    const element = createElement('c-doclift-dead-letters', { is: DocliftDeadLetters });
    element.who = who;
    element.gone = [];
    element.addEventListener('navigate', ({ detail }) => element.gone.push(detail));
    document.body.appendChild(element);
    await settle();
    return element;
}

async function press(element, selector) {
    find(element, selector).click();
    await settle();
}

describe('c-doclift-dead-letters', () => {
    beforeEach(() => {
        listDeadLetters.mockReset();
        retryDeadLetter.mockReset();
    });

    afterEach(() => document.body.replaceChildren());

    it.each([
        ['until the service has answered', undefined],
        ['where everything could be done', []]
    ])('shows nothing %s', async (_, items) => {
        if (!items) listDeadLetters.mockReturnValue(new Promise(() => {}));
        const element = await show(items);
        expect(element.shadowRoot.children).toHaveLength(0);
        await expect(element).toBeAccessible();
    });

    it('says what could not be done, in which job, since when and what follows', async () => {
        const element = await show([givenUp, trying]);
        expect(textsOf(element, '.sentence')[0]).toBe(
            'The destination store refused the credentials. Mend them, then choose Continue.'
        );
        expect(textsOf(element, '.job')).toEqual(['Job 14, Back up', 'Job 15, Back up']);
        expect(textsOf(element, '.since')[0]).toBe(
            `Since ${formatMoment(givenUp.firstFailedAt)}, last on ${formatMoment(givenUp.lastFailedAt)}`
        );
        expect(textsOf(element, '.failures')).toEqual(['Failures in a row: 1', 'Failures in a row: 1,200']);
        expect(textsOf(element, '.hint')).toEqual([
            'The job was stopped by this, and waits for somebody.',
            'It is tried again by itself. Nothing but mending the cause is to be done.'
        ]);
        expect(element.shadowRoot.textContent).not.toMatch(/batch/i);
        await expect(element).toBeAccessible();
    });

    it('lets only a stopped job go on, and goes to its page', async () => {
        retryDeadLetter.mockResolvedValue({ id: 'run-14' });
        const element = await show([givenUp, trying]);
        expect(textsOf(element, '.continue')).toEqual(['Continue']);
        expect(find(element, '.continue').getAttribute('aria-label')).toBe('Continue: Job 14, Back up');
        await press(element, '.continue');
        expect(retryDeadLetter.mock.calls[0][0]).toMatchObject({ deadLetterId: 'letter-1' });
        expect(element.gone).toEqual([{ page: 'jobs', runId: 'run-14' }]);
    });

    it('sends the same key again when the answer was lost', async () => {
        retryDeadLetter.mockRejectedValue(problem(0, 'app.unreachable'));
        const element = await show([givenUp]);
        await press(element, '.continue');
        await press(element, '.continue');
        const [first, second] = retryDeadLetter.mock.calls.map(([{ idempotencyKey }]) => idempotencyKey);
        expect(second).toBe(first);
    });

    it.each([
        [problem(404, 'dead-letter.not-found'), 'This was done meanwhile. Nothing is left to do here.'],
        [problem(409, 'dead-letter.being-tried', 'This task of run 14 goes on being tried.'), 'This task of job 14 goes on']
    ])('says why a job cannot go on: %j', async (error, sentence) => {
        retryDeadLetter.mockRejectedValue(error);
        const element = await show([givenUp]);
        await press(element, '.continue');
        expect(textsOf(element, '.refusal')[0]).toContain(sentence);
        expect(element.gone).toEqual([]);
        await expect(element).toBeAccessible();
    });

    it('leads to the job', async () => {
        const element = await show([trying]);
        await press(element, '.job');
        expect(element.gone).toEqual([{ page: 'jobs', runId: 'run-15' }]);
    });

    it('tells a viewer who may let a job go on', async () => {
        const element = await show([givenUp], { who: viewer });
        expect(find(element, '.continue').disabled).toBe(true);
        expect(textsOf(element, '.forbidden')[0]).toContain('Doclift Operator');
        await expect(element).toBeAccessible();
    });

    it('names no role where there is nothing to let go on', async () => {
        const element = await show([trying], { who: viewer });
        expect(find(element, '.forbidden')).toBeNull();
    });

    it('says that there are more than it shows', async () => {
        const element = await show([givenUp, trying], { nextCursor: 'next' });
        expect(textsOf(element, '.cut')).toEqual(['The 2 oldest are shown. There are more.']);
        expect(find(await show([givenUp]), '.cut')).toBeNull();
    });

    it('shows what went wrong, and reads once more', async () => {
        listDeadLetters.mockRejectedValueOnce(problem(500, 'internal.unexpected'));
        const element = await show();
        expect(find(element, 'c-doclift-state').problem.kind).toBe('other');
        await expect(element).toBeAccessible();
        listDeadLetters.mockResolvedValue({ items: [], nextCursor: null });
        find(element, 'c-doclift-state').dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(element.shadowRoot.children).toHaveLength(0);
    });
});
