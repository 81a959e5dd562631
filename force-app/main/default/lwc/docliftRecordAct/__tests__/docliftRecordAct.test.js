import { createElement } from 'lwc';
import DocliftRecordAct from 'c/docliftRecordAct';
import readRecord from '@salesforce/apex/DocliftRecordController.readRecord';
import readRun from '@salesforce/apex/DocliftRunController.readRun';
import releaseRecord from '@salesforce/apex/DocliftRecordController.releaseRecord';
import restoreOriginal from '@salesforce/apex/DocliftRecordController.restoreOriginal';
import retryCopy from '@salesforce/apex/DocliftRecordController.retryCopy';
import rollBack from '@salesforce/apex/DocliftRecordController.rollBack';

jest.mock('@salesforce/apex/DocliftRecordController.readRecord', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.readRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.releaseRecord', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.restoreOriginal', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.retryCopy', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.rollBack', () => ({ default: jest.fn() }), { virtual: true });

const RECORD = { recordId: 'a01000000000001AAA', name: 'Contract.pdf', state: 'confirmed', urlState: 'confirmed' };
const AFTER = { ...RECORD, state: 'rolled_back', urlState: 'rolled_back' };
const RUN = { id: 'r15', number: 15, state: 'running' };

function show(act) {
    const element = createElement('c-doclift-record-act', { is: DocliftRecordAct });
    Object.assign(element, { record: RECORD, act });
    element.told = { changed: jest.fn(), close: jest.fn() };
    Object.entries(element.told).forEach(([name, handler]) => element.addEventListener(name, handler));
    document.body.appendChild(element);
    return element;
}

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: '' }) } };
}

const settle = () => jest.advanceTimersByTimeAsync(0);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const keys = (method) => method.mock.calls.map(([{ idempotencyKey }]) => idempotencyKey);

async function confirm(element) {
    find(element, 'c-doclift-confirm').dispatchEvent(new CustomEvent('confirm'));
    await settle();
}

describe('c-doclift-record-act', () => {
    beforeEach(() => {
        jest.useFakeTimers();
        rollBack.mockReset().mockResolvedValue(RUN);
        restoreOriginal.mockReset().mockResolvedValue(RUN);
        retryCopy.mockReset().mockResolvedValue(RUN);
        releaseRecord.mockReset().mockResolvedValue(AFTER);
        readRun.mockReset().mockResolvedValue({ ...RUN, state: 'succeeded' });
        readRecord.mockReset().mockResolvedValue(AFTER);
    });
    afterEach(() => {
        document.body.replaceChildren();
        jest.useRealTimers();
    });

    it('asks before it rolls back, without a word to type', async () => {
        const element = show('rollBack');
        const question = find(element, 'c-doclift-confirm');
        expect(question.heading).toBe('Roll back this document?');
        expect(question.sentence).toContain('Contract.pdf gets back the link it had');
        expect(question.wordToType).toBeUndefined();
        expect(rollBack).not.toHaveBeenCalled();
        jest.useRealTimers();
        await expect(element).toBeAccessible();
    });

    it('does nothing when it is cancelled', () => {
        const element = show('rollBack');
        find(element, 'c-doclift-confirm').dispatchEvent(new CustomEvent('cancel'));
        expect(element.told.close).toHaveBeenCalledTimes(1);
        expect(rollBack).not.toHaveBeenCalled();
    });

    it('follows the job until it has ended and tells what the document is then', async () => {
        readRun.mockResolvedValueOnce(RUN);
        const element = show('rollBack');
        await confirm(element);
        expect(find(element, '.progress').textContent).toContain('Job 15 is at work');
        expect(element.told.changed).not.toHaveBeenCalled();
        await jest.advanceTimersByTimeAsync(2000);
        expect(element.told.changed.mock.calls[0][0].detail.record).toEqual(AFTER);
        await jest.advanceTimersByTimeAsync(60_000);
        expect(readRun).toHaveBeenCalledTimes(2);
    });

    it('tries a copy again without a question', async () => {
        const element = show('retryCopy');
        expect(find(element, 'c-doclift-confirm')).toBeNull();
        expect(retryCopy).toHaveBeenCalledWith({
            recordId: RECORD.recordId,
            idempotencyKey: expect.stringMatching(/^retryCopy-/)
        });
        await settle();
        expect(element.told.changed).toHaveBeenCalledTimes(1);
    });

    it('asks before it replaces the link of somebody else, and follows that job', async () => {
        const element = show('restoreOriginal');
        const question = find(element, 'c-doclift-confirm');
        expect(question.heading).toBe('Restore the original link?');
        expect(question.sentence).toContain('The link that someone else put there is replaced');
        expect(question.buttonLabel).toBe('Restore original');
        expect(restoreOriginal).not.toHaveBeenCalled();
        await confirm(element);
        expect(restoreOriginal).toHaveBeenCalledWith({
            recordId: RECORD.recordId,
            idempotencyKey: expect.stringMatching(/^restoreOriginal-/)
        });
        expect(readRun).toHaveBeenCalledWith({ runId: 'r15' });
        expect(element.told.changed).toHaveBeenCalledTimes(1);
    });

    it.each([
        ['copyAgain', 'Copy and switch again', 'The next back-up copies its document'],
        ['accept', 'Accept this link', 'If it is the link that Doclift wrote, the document counts as switched']
    ])('asks before %s lets the link of somebody else count, and changes it without a job', async (act, button, words) => {
        const element = show(act);
        const question = find(element, 'c-doclift-confirm');
        expect(question.buttonLabel).toBe(button);
        expect(question.sentence).toContain('counts from now on for Contract.pdf');
        expect(question.sentence).toContain(words);
        expect(releaseRecord).not.toHaveBeenCalled();
        await confirm(element);
        const idempotencyKey = expect.stringMatching(new RegExp(`^${act}-`));
        expect(releaseRecord).toHaveBeenCalledWith({ recordId: RECORD.recordId, idempotencyKey });
        expect(readRun).not.toHaveBeenCalled();
        expect(element.told.changed.mock.calls[0][0].detail.record).toEqual(AFTER);
    });

    it('releases without a question, and the answer is the document', async () => {
        releaseRecord.mockReturnValueOnce(new Promise((resolve) => setTimeout(() => resolve(AFTER), 1000)));
        const element = show('release');
        await settle();
        expect(find(element, 'c-doclift-confirm')).toBeNull();
        expect(find(element, '.progress').textContent).toBe('Releasing.');
        await jest.advanceTimersByTimeAsync(1000);
        expect(element.told.changed.mock.calls[0][0].detail.record).toEqual(AFTER);
        expect(readRun).not.toHaveBeenCalled();
        expect(readRecord).not.toHaveBeenCalled();
        jest.useRealTimers();
        await expect(element).toBeAccessible();
    });

    it('reads the document that somebody else has released already', async () => {
        releaseRecord.mockRejectedValueOnce(problem(409, 'record.not-held'));
        const element = show('release');
        await settle();
        expect(find(element, 'c-doclift-state')).toBeNull();
        expect(element.told.changed.mock.calls[0][0].detail.record).toEqual(AFTER);
    });

    it('says why a release failed', async () => {
        releaseRecord.mockRejectedValueOnce(problem(403, 'api.forbidden'));
        const element = show('release');
        await settle();
        expect(find(element, 'c-doclift-state').problem.kind).toBe('forbidden');
        jest.useRealTimers();
        await expect(element).toBeAccessible();
    });

    it('repeats an act whose answer got lost with the same key', async () => {
        rollBack.mockRejectedValueOnce(problem(0, 'app.unreachable'));
        const element = show('rollBack');
        await confirm(element);
        const state = find(element, 'c-doclift-state');
        expect(state.problem.kind).toBe('unreachable');
        state.dispatchEvent(new CustomEvent('again'));
        await settle();
        const [first, second] = keys(rollBack);
        expect(second).toBe(first);
        expect(element.told.changed).toHaveBeenCalledTimes(1);
    });

    it.each([
        [409, 'rollback.being-checked', 'refused'],
        [409, 'rollback.conflicted', 'refused'],
        [409, 'run.records-owned', 'refused'],
        [403, 'api.forbidden', 'forbidden'],
        [500, 'internal.unexpected', 'other']
    ])('says why it was refused with %s %s, and takes a new key for another try', async (status, code, kind) => {
        rollBack.mockRejectedValueOnce(problem(status, code));
        const element = show('rollBack');
        await confirm(element);
        const state = find(element, 'c-doclift-state');
        expect(state.problem.kind).toBe(kind);
        state.dispatchEvent(new CustomEvent('again'));
        await settle();
        const [first, second] = keys(rollBack);
        expect(second).not.toBe(first);
    });

    it('can be closed after a refusal', async () => {
        rollBack.mockRejectedValueOnce(problem(409, 'rollback.never-switched'));
        const element = show('rollBack');
        await confirm(element);
        find(element, '.close').click();
        expect(element.told.close).toHaveBeenCalledTimes(1);
        jest.useRealTimers();
        await expect(element).toBeAccessible();
    });

    it('says when the job cannot be read, and reads it again by itself', async () => {
        readRun.mockRejectedValueOnce(problem(0, 'app.unreachable'));
        const element = show('rollBack');
        await confirm(element);
        expect(find(element, '.progress').textContent).toContain('Doclift does not answer');
        await jest.advanceTimersByTimeAsync(10_000);
        expect(element.told.changed).toHaveBeenCalledTimes(1);
    });

    it('reads the document again when only that failed', async () => {
        readRecord.mockRejectedValueOnce(problem(503, 'api.busy'));
        const element = show('rollBack');
        await confirm(element);
        find(element, 'c-doclift-state').dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(rollBack).toHaveBeenCalledTimes(1);
        expect(element.told.changed).toHaveBeenCalledTimes(1);
    });

    it('asks nothing more when it is gone', async () => {
        readRun.mockResolvedValue(RUN);
        const element = show('rollBack');
        await confirm(element);
        element.remove();
        await jest.advanceTimersByTimeAsync(60_000);
        expect(readRun).toHaveBeenCalledTimes(1);
    });
});
