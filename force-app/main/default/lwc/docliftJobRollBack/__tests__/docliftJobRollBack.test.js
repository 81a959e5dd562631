import { createElement } from 'lwc';
import DocliftJobRollBack from 'c/docliftJobRollBack';
import rollBackRun from '@salesforce/apex/DocliftRunController.rollBackRun';

jest.mock('@salesforce/apex/DocliftRunController.rollBackRun', () => ({ default: jest.fn() }), { virtual: true });

const DOMAIN = 'acme.my.salesforce.com';
const OUTCOMES = { done: 2790, failed: 11, conflicted: 41, refused: 0, overwritten: 0, in_doubt: 12, withdrawn: 0 };
const RUN = {
    id: 'r14',
    number: 14,
    operation: 'switch',
    state: 'partially_succeeded',
    endedAt: '2026-03-01T12:10:00.000Z',
    counts: { planned: 2854, pending: 0, outcomes: OUTCOMES }
};
const RUNNING = { ...RUN, state: 'running', endedAt: null };
const NEW_RUN = { id: 'r15', number: 15, operation: 'roll_back', state: 'planned' };

function show(run = RUN, who = { roles: ['viewer', 'operator'], orgDomain: DOMAIN }) {
    const element = createElement('c-doclift-job-roll-back', { is: DocliftJobRollBack });
    Object.assign(element, { run, who });
    element.navigated = jest.fn();
    element.addEventListener('navigate', ({ detail }) => element.navigated(detail));
    document.body.appendChild(element);
    return element;
}

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: 'words of the service' }) } };
}

const stopping = () => problem(409, 'rollback.run-not-ended');
const settle = () => jest.advanceTimersByTimeAsync(0);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const keys = () => rollBackRun.mock.calls.map(([{ idempotencyKey }]) => idempotencyKey);

async function ask(element) {
    find(element, '.start').click();
    await settle();
    return find(element, 'c-doclift-confirm');
}

async function confirm(element) {
    (await ask(element)).dispatchEvent(new CustomEvent('confirm'));
    await settle();
}

async function expectAccessible(element) {
    jest.useRealTimers();
    await expect(element).toBeAccessible();
}

describe('c-doclift-job-roll-back', () => {
    beforeEach(() => {
        jest.useFakeTimers();
        rollBackRun.mockReset().mockResolvedValue(NEW_RUN);
    });
    afterEach(() => {
        document.body.replaceChildren();
        jest.useRealTimers();
    });

    it('says what it would do and asks for the name of the org', async () => {
        const element = show();
        const question = await ask(element);
        expect(question.wordToType).toBe(DOMAIN);
        expect(question.heading).toBe('Roll back Job 14?');
        expect(question.sentence).toContain(`gets back the link it had before, in ${DOMAIN}`);
        expect(question.sentence).toContain('Links switched so far: 2,790. If the job is still at work, it is stopped first.');
        expect(rollBackRun).not.toHaveBeenCalled();
        await expectAccessible(element);
    });

    it('does nothing when it is cancelled', async () => {
        const element = show();
        (await ask(element)).dispatchEvent(new CustomEvent('cancel'));
        await settle();
        expect(find(element, 'c-doclift-confirm')).toBeNull();
        expect(rollBackRun).not.toHaveBeenCalled();
    });

    it('goes to the new job', async () => {
        const element = show();
        await confirm(element);
        expect(rollBackRun.mock.calls).toEqual([
            [{ runId: 'r14', idempotencyKey: expect.stringMatching(/^rollBackJob-/) }]
        ]);
        expect(element.navigated.mock.calls).toEqual([[{ page: 'jobs', runId: 'r15' }]]);
    });

    it('asks again by itself, each time with another key, while the job is being stopped', async () => {
        rollBackRun.mockRejectedValueOnce(stopping()).mockRejectedValueOnce(stopping());
        const element = show(RUNNING);
        await confirm(element);
        expect(find(element, '.stopping').textContent).toMatch(/^The job is being stopped\./);
        expect(find(element, '.start').disabled).toBe(true);
        await jest.advanceTimersByTimeAsync(4999);
        expect(rollBackRun).toHaveBeenCalledTimes(1);
        await jest.advanceTimersByTimeAsync(5001);
        expect(new Set(keys()).size).toBe(3);
        expect(element.navigated).toHaveBeenCalledWith({ page: 'jobs', runId: 'r15' });
        expect(find(element, '.stopping')).toBeNull();
        await expectAccessible(element);
    });

    it('asks for a lost answer with its own key while the job is being stopped', async () => {
        rollBackRun.mockRejectedValueOnce(stopping()).mockRejectedValueOnce(problem(0, 'app.unreachable'));
        const element = show(RUNNING);
        await confirm(element);
        await jest.advanceTimersByTimeAsync(10_000);
        const [first, second, third] = keys();
        expect(second).not.toBe(first);
        expect(third).toBe(second);
        expect(element.navigated).toHaveBeenCalledTimes(1);
    });

    it('keeps to the job that was confirmed, whatever is shown by now', async () => {
        rollBackRun.mockRejectedValueOnce(stopping());
        const element = show(RUNNING);
        await confirm(element);
        element.run = { ...RUN, id: 'r99', number: 99 };
        await jest.advanceTimersByTimeAsync(5000);
        expect(rollBackRun.mock.calls.map(([{ runId }]) => runId)).toEqual(['r14', 'r14']);
    });

    it.each([
        ['is unreachable', 0, 'app.unreachable', 'Doclift does not answer'],
        ['is forbidden', 403, 'api.forbidden', 'needs a role'],
        ['is refused', 409, 'run.records-owned', 'is at work'],
        ['is unknown', 404, 'run.not-found', 'no such job'],
        ['fails', 500, 'internal.unexpected', 'Something unexpected']
    ])('says so when the rollback %s', async (_, status, code, words) => {
        rollBackRun.mockRejectedValueOnce(problem(status, code));
        const element = show();
        await confirm(element);
        expect(find(element, '.refusal').textContent).toContain(words);
        expect(find(element, '.start').disabled).toBe(false);
        await jest.advanceTimersByTimeAsync(60_000);
        expect(rollBackRun).toHaveBeenCalledTimes(1);
        await confirm(element);
        expect(find(element, '.refusal')).toBeNull();
        expect(new Set(keys()).size).toBe(status === 0 ? 1 : 2);
    });

    it('stays accessible with a refusal', async () => {
        rollBackRun.mockRejectedValueOnce(problem(409, 'run.records-owned'));
        const element = show();
        await confirm(element);
        await expectAccessible(element);
    });

    it.each([
        ['a viewer', { roles: ['viewer'], orgDomain: DOMAIN }],
        ['somebody whose org has no name to type', { roles: ['viewer', 'operator'] }],
        ['somebody not known yet', undefined]
    ])('is off for %s', (_, who) => {
        const element = createElement('c-doclift-job-roll-back', { is: DocliftJobRollBack });
        Object.assign(element, { run: RUN, who });
        document.body.appendChild(element);
        expect(find(element, '.start').disabled).toBe(true);
    });

    it('asks nothing more when it is gone', async () => {
        rollBackRun.mockRejectedValueOnce(stopping());
        const element = show(RUNNING);
        await confirm(element);
        element.remove();
        await jest.advanceTimersByTimeAsync(60_000);
        expect(rollBackRun).toHaveBeenCalledTimes(1);
    });
});
