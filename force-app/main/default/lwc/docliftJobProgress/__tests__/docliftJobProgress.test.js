import { createElement } from 'lwc';
import DocliftJobProgress from 'c/docliftJobProgress';

const noOutcomes = { done: 0, failed: 0, conflicted: 0, refused: 0, overwritten: 0, in_doubt: 0, withdrawn: 0 };
const running = {
    id: 'run-14',
    operation: 'back_up',
    state: 'running',
    counts: { planned: 2854, pending: 2042, leftOut: 124, outcomes: { ...noOutcomes, done: 800, failed: 12 } }
};
const ended = {
    ...running,
    state: 'partially_succeeded',
    counts: { planned: 2854, pending: 0, leftOut: 0, outcomes: { ...noOutcomes, done: 2842, failed: 12 } }
};

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textOf = (element, selector) => find(element, selector).textContent;
const wordsOf = (element, selector) => textOf(element, selector).replace(/\s+/g, ' ').trim();

function show(run) {
    const element = createElement('c-doclift-job-progress', { is: DocliftJobProgress });
    element.run = run;
    document.body.appendChild(element);
    return element;
}

describe('c-doclift-job-progress', () => {
    afterEach(() => {
        document.body.replaceChildren();
        jest.useRealTimers();
    });

    it('shows counters that add up', async () => {
        const element = show(running);
        expect(wordsOf(element, '.counters')).toBe('2,854 = 800 Copied and checked + 12 Failed + 2,042 still to do');
        expect(wordsOf(element, '.progress')).toBe('812 of 2,854 (28.45%)');
        expect(textOf(element, '.left-out')).toContain('beside these: 124');
        await expect(element).toBeAccessible();
    });

    it('measures the speed before it says how much time is left', async () => {
        jest.useFakeTimers({ now: 0, doNotFake: ['nextTick'] });
        const element = show(running);
        expect(textOf(element, '.pace')).toBe('Measuring the speed.');
        jest.setSystemTime(5000);
        const counts = { ...running.counts, pending: 1842, outcomes: { ...noOutcomes, done: 1000, failed: 12 } };
        element.run = { ...running, counts };
        await settle();
        expect(textOf(element, '.pace')).toBe('40 documents a second · about 46 s left, going by the last 5 s');
    });

    it('says when nothing moves', async () => {
        jest.useFakeTimers({ now: 0, doNotFake: ['nextTick'] });
        const element = show(running);
        jest.setSystemTime(40_000);
        element.run = { ...running };
        await settle();
        expect(textOf(element, '.pace')).toBe('No document was finished in the last 40 s.');
    });

    it('says nothing of a speed when the job has ended', async () => {
        const element = show(ended);
        expect(find(element, '.pace')).toBeNull();
        expect(find(element, '.left-out')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('shows a job without documents without counters', async () => {
        const counts = { planned: 0, pending: 0, leftOut: 0, outcomes: noOutcomes };
        const element = show({ ...running, operation: 'inventory', counts });
        expect(find(element, '.counters')).toBeNull();
        expect(find(element, '.slds-progress-bar')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('says what a job that reads Salesforce has read, new, changed and deleted', async () => {
        const counts = { ...running.counts, planned: 0, pending: 0, leftOut: 0 };
        const entries = { read: 1917660, added: 12, changed: 30, deleted: 4 };
        const element = show({ ...ended, operation: 'catch_up', state: 'succeeded', counts, entries });
        const words = 'Read 1,917,660 entries of Salesforce: 12 new, 30 changed, 4 deleted.';
        expect(textOf(element, '.entries')).toBe(words);
        await expect(element).toBeAccessible();
    });

    it.each([
        [{ sha256: 1500, 'parts-md5': 88, 'read-back': 4 }, "Copies proven: 1,588 by the store's checksum, 4 by reading back."],
        [{ md5: 3 }, "Copies proven: 3 by the store's checksum."],
        [{ 'read-back': 2 }, 'Copies proven: 2 by reading back.']
    ])('says how its copies were proven: %j', (proofs, words) => {
        expect(textOf(show({ ...ended, counts: { ...ended.counts, proofs } }), '.proofs')).toBe(words);
    });

    it('says what a check of copies found and put right', async () => {
        const findings = { missing: 1200, differs: 3, unproven: 2, unknown: 1, healed: 1203 };
        const element = show({ ...ended, operation: 'verify', counts: { ...ended.counts, findings } });
        expect(textOf(element, '.findings')).toBe(
            'Found: 1,200 gone from your bucket, 3 different in your bucket, 2 without a proven copy, 1 could not be checked, 1,203 put right again.'
        );
        await expect(element).toBeAccessible();
    });

    it('says nothing of findings where there are none', () => {
        expect(find(show({ ...ended, counts: { ...ended.counts, findings: {} } }), '.findings')).toBeNull();
    });

    it('says nothing of proofs where nothing was copied', () => {
        expect(find(show({ ...ended, counts: { ...ended.counts, proofs: {} } }), '.proofs')).toBeNull();
    });
});
