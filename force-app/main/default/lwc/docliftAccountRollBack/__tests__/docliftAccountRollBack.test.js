import { createElement } from 'lwc';
import DocliftAccountRollBack from 'c/docliftAccountRollBack';
import rollBackAccount from '@salesforce/apex/DocliftAccountController.rollBackAccount';
import readRun from '@salesforce/apex/DocliftRunController.readRun';

jest.mock('@salesforce/apex/DocliftAccountController.rollBackAccount', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.readRun', () => ({ default: jest.fn() }), { virtual: true });

const ACCOUNT = '001000000000001AAA';
const DOMAIN = 'acme.my.salesforce.com';
const NONE = { done: 0, failed: 0, conflicted: 0, refused: 0, overwritten: 0, in_doubt: 0, withdrawn: 0 };
const RUN = {
    id: 'r15',
    number: 15,
    operation: 'roll_back',
    state: 'running',
    counts: { planned: 400, pending: 300, outcomes: { ...NONE, done: 100 } }
};
const ENDED = { ...RUN, state: 'partially_succeeded', counts: { ...RUN.counts, outcomes: { ...NONE, done: 1398, conflicted: 2 } } };

function show(properties = {}) {
    const element = createElement('c-doclift-account-roll-back', { is: DocliftAccountRollBack });
    const who = { roles: ['viewer', 'operator'], orgDomain: DOMAIN };
    Object.assign(element, { accountId: ACCOUNT, who, switchedCount: 1400, hiddenCount: 0, ...properties });
    document.body.appendChild(element);
    return element;
}

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: '' }) } };
}

const settle = () => jest.advanceTimersByTimeAsync(0);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const keys = () => rollBackAccount.mock.calls.map(([{ idempotencyKey }]) => idempotencyKey);

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

describe('c-doclift-account-roll-back', () => {
    beforeEach(() => {
        jest.useFakeTimers();
        rollBackAccount.mockReset().mockResolvedValue(RUN);
        readRun.mockReset().mockResolvedValue(ENDED);
    });
    afterEach(() => {
        document.body.replaceChildren();
        jest.useRealTimers();
    });

    it('says what it would do and asks for the name of the org', async () => {
        const element = show({ hiddenCount: 12 });
        const question = await ask(element);
        expect(question.wordToType).toBe(DOMAIN);
        expect(question.sentence).toMatch(/^1,400 documents of this Account are switched/);
        expect(question.sentence).toContain('not visible to you are rolled back as well');
        expect(rollBackAccount).not.toHaveBeenCalled();
        await expectAccessible(element);
    });

    it('does nothing when it is cancelled', async () => {
        const element = show();
        (await ask(element)).dispatchEvent(new CustomEvent('cancel'));
        await settle();
        expect(find(element, 'c-doclift-confirm')).toBeNull();
        expect(rollBackAccount).not.toHaveBeenCalled();
    });

    it('starts one job for the Account, follows it and tells its result', async () => {
        readRun.mockResolvedValueOnce(RUN);
        const element = show();
        const ended = jest.fn();
        element.addEventListener('ended', ended);
        await confirm(element);
        expect(rollBackAccount.mock.calls).toEqual([
            [{ accountId: ACCOUNT, idempotencyKey: expect.stringMatching(/^rollBackAll-/) }]
        ]);
        expect(find(element, '.progress').textContent).toBe('Job 15, Roll back: 100 of 400');
        expect(find(element, '.start').disabled).toBe(true);
        await jest.advanceTimersByTimeAsync(2000);
        expect(find(element, '.progress').textContent).toBe(
            'Job 15 has ended. Rolled back: 1,398. Changed by someone else: 2.'
        );
        expect(ended).toHaveBeenCalledTimes(1);
        expect(find(element, '.start').disabled).toBe(false);
        await expectAccessible(element);
    });

    it.each([
        ['halted', { ...NONE, done: 1 }, 'It was stopped before it was done. Rolled back: 1.'],
        ['succeeded', NONE, 'There was nothing to roll back.']
    ])('tells a job that ended as %s', async (state, outcomes, words) => {
        readRun.mockResolvedValue({ ...RUN, state, counts: { ...RUN.counts, outcomes } });
        const element = show();
        await confirm(element);
        expect(find(element, '.progress').textContent).toBe(`Job 15 has ended. ${words}`);
    });

    it('repeats a lost request with its key, and asks again after a refusal', async () => {
        rollBackAccount.mockRejectedValueOnce(problem(0, 'app.unreachable'));
        rollBackAccount.mockRejectedValueOnce(problem(409, 'run.records-owned'));
        const element = show();
        await confirm(element);
        expect(find(element, 'c-doclift-state').problem.kind).toBe('unreachable');
        find(element, 'c-doclift-state').dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(find(element, 'c-doclift-state').problem.kind).toBe('refused');
        find(element, 'c-doclift-state').dispatchEvent(new CustomEvent('again'));
        await settle();
        find(element, 'c-doclift-confirm').dispatchEvent(new CustomEvent('confirm'));
        await settle();
        const [first, second, third] = keys();
        expect(second).toBe(first);
        expect(third).not.toBe(first);
    });

    it('says when the job cannot be read', async () => {
        readRun.mockRejectedValueOnce(problem(0, 'app.unreachable'));
        const element = show();
        await confirm(element);
        expect(find(element, '.progress').textContent).toContain('Doclift does not answer');
    });

    it('is off for a viewer, and where nothing is switched with the reason', async () => {
        expect(find(show({ who: { roles: ['viewer'] } }), '.start').disabled).toBe(true);
        const element = show({ switchedCount: 0 });
        expect(find(element, '.start').disabled).toBe(true);
        expect(find(element, '.why-not').textContent).toContain('nothing to roll back');
        await expectAccessible(element);
    });

    it('reads nothing more when it is gone', async () => {
        readRun.mockResolvedValue(RUN);
        const element = show();
        await confirm(element);
        element.remove();
        await jest.advanceTimersByTimeAsync(60_000);
        expect(readRun).toHaveBeenCalledTimes(1);
    });
});
