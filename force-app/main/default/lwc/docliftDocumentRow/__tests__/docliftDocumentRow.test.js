import { createElement } from 'lwc';
import { mockNavigate } from 'lightning/navigation';
import DocliftDocumentRow from 'c/docliftDocumentRow';
import readHistory from '@salesforce/apex/DocliftRecordController.readHistory';
import readReceipt from '@salesforce/apex/DocliftRecordController.readReceipt';
import releaseRecord from '@salesforce/apex/DocliftRecordController.releaseRecord';
import retryCopy from '@salesforce/apex/DocliftRecordController.retryCopy';

jest.mock('@salesforce/apex/DocliftRecordController.readHistory', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.readReceipt', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.readRecord', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.releaseRecord', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.restoreOriginal', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.retryCopy', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.rollBack', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.readRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftWhoController.whoAmI', () => ({ default: jest.fn() }), { virtual: true });

const RECORD = {
    recordId: 'a01000000000001AAA',
    name: 'Engagement letter 2024.pdf',
    state: 'confirmed',
    copyState: 'verified',
    urlState: 'confirmed',
    isHeld: false,
    documentUrl: 'https://files.acme.example/a',
    firstSeenUrl: 'https://vendor.example/a',
    sizeBytes: 1200000,
    contentType: 'application/pdf',
    verifiedAt: '2026-03-01T11:45:00.000Z',
    failureSentence: null,
    ownerRunId: null
};
const OPERATOR = { roles: ['viewer', 'operator'] };
const VIEWER = { roles: ['viewer'] };

function show(record = {}, who = OPERATOR) {
    const element = createElement('c-doclift-document-row', { is: DocliftDocumentRow });
    Object.assign(element, { record: { ...RECORD, ...record }, who });
    document.body.appendChild(element);
    return element;
}

const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textOf = (element, selector) => find(element, selector).textContent;

function item(element, value) {
    return [...element.shadowRoot.querySelectorAll('lightning-menu-item')].find((entry) => entry.value === value);
}

function select(element, value) {
    find(element, '.menu').dispatchEvent(new CustomEvent('select', { detail: { value } }));
    return Promise.resolve();
}

describe('c-doclift-document-row', () => {
    // What stands below a row has tests of its own, so here it only waits.
    beforeEach(() => {
        const methods = [readHistory, readReceipt, releaseRecord, retryCopy];
        methods.forEach((method) => method.mockReturnValue(new Promise(() => {})));
    });
    afterEach(() => document.body.replaceChildren());

    it('shows name, size, type, state and last event', async () => {
        const element = show();
        expect(textOf(element, '.name')).toBe('Engagement letter 2024.pdf');
        expect(textOf(element, '.facts')).toBe('1.2 MB · PDF');
        expect(textOf(element, '.word')).toBe('Switched');
        expect(textOf(element, '.event')).toContain('copy checked Mar 1, 2026');
        await expect(element).toBeAccessible();
    });

    it.each([
        [{ ownerRunId: 'r1' }, 'a job is at work on it'],
        [{ failureSentence: 'The vendor refused the file.' }, 'The vendor refused the file.'],
        [
            { urlState: 'conflicted', failureSentence: 'Expected https://vendor.example/a, found https://b.example/' },
            'Somebody changed this link after Doclift. Open the comparison.'
        ],
        [{ verifiedAt: null }, '']
    ])('tells the last event of %o', (record, words) => {
        expect(textOf(show(record), '.event')).toBe(words);
    });

    it.each([
        ['failed', true],
        ['changed', true],
        ['conflicted', true],
        ['in_doubt', false],
        ['confirmed', false]
    ])('marks the state %s by a sign beside its word: %s', (state, isMarked) => {
        const element = show({ state });
        expect(find(element, 'lightning-icon') !== null).toBe(isMarked);
        expect(textOf(element, '.word')).not.toBe('');
    });

    it.each([
        [{ name: 'notes', contentType: 'text/plain' }, 'text/plain'],
        [{ name: 'notes', contentType: null }, 'type not known'],
        [{ sizeBytes: null }, 'size not known']
    ])('copes with %o', (record, words) => {
        expect(textOf(show(record), '.facts')).toContain(words);
    });

    it('shows markup in a name as text, and takes the direction of a name from its letters', async () => {
        const element = show({ name: '<b onclick="alert(1)">חוזה</b>.pdf' });
        expect(textOf(element, '.name')).toBe('<b onclick="alert(1)">חוזה</b>.pdf');
        expect(find(element, 'b')).toBeNull();
        expect(find(element, '.name').getAttribute('dir')).toBe('auto');
        await expect(element).toBeAccessible();
    });

    it('calls a document without a name so', () => {
        expect(textOf(show({ name: '' }), '.name')).toBe('No name');
    });

    it('opens the document in the page that opens documents', () => {
        find(show(), '.open').click();
        expect(mockNavigate).toHaveBeenCalledWith({
            type: 'standard__component',
            attributes: { componentName: 'c__docliftOpen' },
            state: { c__recordId: RECORD.recordId }
        });
    });

    it('opens to its history and closes again', async () => {
        const element = show();
        find(element, '.toggle').click();
        await Promise.resolve();
        const history = find(element, 'c-doclift-document-history');
        expect(history.record).toEqual(RECORD);
        expect(history.who).toEqual(OPERATOR);
        find(element, '.toggle').click();
        await Promise.resolve();
        expect(find(element, 'c-doclift-document-history')).toBeNull();
    });

    it('shows history or receipt from its menu', async () => {
        const element = show();
        await select(element, 'receipt');
        expect(find(element, 'c-doclift-receipt').recordId).toBe(RECORD.recordId);
        await select(element, 'history');
        expect(find(element, 'c-doclift-receipt')).toBeNull();
        expect(find(element, 'c-doclift-document-history')).not.toBeNull();
    });

    it('starts an act and tells what came of it', async () => {
        const element = show();
        const told = jest.fn();
        element.addEventListener('recordchange', told);
        await select(element, 'rollBack');
        const act = find(element, 'c-doclift-record-act');
        expect(act.act).toBe('rollBack');
        const after = { ...RECORD, state: 'rolled_back', isHeld: true };
        act.dispatchEvent(new CustomEvent('changed', { detail: { record: after } }));
        await Promise.resolve();
        expect(told.mock.calls[0][0].detail.record).toEqual(after);
        expect(textOf(element, '.result')).toMatch(/^Engagement letter 2024.pdf: Rolled back/);
        expect(find(element, 'c-doclift-record-act')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('releases a document that is kept back', async () => {
        const element = show({ state: 'rolled_back', urlState: 'rolled_back', isHeld: true });
        expect(textOf(element, '.word')).toBe('Rolled back, kept back');
        expect(item(element, 'release')).toMatchObject({ disabled: false, label: 'Release' });
        await select(element, 'release');
        const act = find(element, 'c-doclift-record-act');
        expect(act.act).toBe('release');
        act.dispatchEvent(new CustomEvent('changed', { detail: { record: { ...RECORD, state: 'rolled_back' } } }));
        await Promise.resolve();
        expect(textOf(element, '.result')).toBe('Engagement letter 2024.pdf: Rolled back.');
    });

    it('sends the one who would roll back a changed link to the comparison', () => {
        const element = show({ state: 'conflicted', urlState: 'conflicted' });
        expect(item(element, 'rollBack')).toMatchObject({
            disabled: true,
            label: 'Roll back (changed by someone else: compare both links in its history)'
        });
    });

    it.each([
        ['https://vendor.example/b', 'copyAgain', 'Copy and switch again'],
        ['https://elsewhere.example/b', 'accept', 'Accept this link'],
        [null, 'accept', 'Accept this link']
    ])('offers what lets a link changed to %s count', async (documentUrl, act, label) => {
        const changed = { state: 'conflicted', urlState: 'conflicted', documentUrl };
        const element = show(changed);
        expect(item(element, 'release')).toBeUndefined();
        expect(item(element, act)).toMatchObject({ disabled: false, label });
        expect(item(show(changed, VIEWER), act)).toMatchObject({ disabled: true, label: `${label} (needs Doclift Operator)` });
        await select(element, act);
        expect(find(element, 'c-doclift-record-act').act).toBe(act);
    });

    it('passes on what an act in its history made of the document, and says it', async () => {
        const element = show({ state: 'conflicted', urlState: 'conflicted' });
        const told = jest.fn();
        element.addEventListener('recordchange', told);
        await select(element, 'history');
        const after = { ...RECORD, state: 'changed', copyState: 'changed', urlState: 'original' };
        find(element, 'c-doclift-document-history').dispatchEvent(
            new CustomEvent('recordchange', { detail: { record: after } })
        );
        await Promise.resolve();
        expect(told.mock.calls[0][0].detail.record).toEqual(after);
        expect(textOf(element, '.result')).toContain('Engagement letter 2024.pdf: ');
    });

    it('begins another act anew while one has not ended', async () => {
        const element = show({ isHeld: true });
        await select(element, 'retryCopy');
        expect(releaseRecord).not.toHaveBeenCalled();
        await select(element, 'release');
        expect(element.shadowRoot.querySelectorAll('c-doclift-record-act')).toHaveLength(1);
        expect(releaseRecord).toHaveBeenCalledTimes(1);
    });

    it('ends an act that was cancelled', async () => {
        const element = show({ state: 'failed', copyState: 'failed', urlState: 'original' });
        await select(element, 'retryCopy');
        find(element, 'c-doclift-record-act').dispatchEvent(new CustomEvent('close'));
        await Promise.resolve();
        expect(find(element, 'c-doclift-record-act')).toBeNull();
    });

    it('keeps acts that are impossible disabled, with the reason', () => {
        const element = show({ state: 'discovered', copyState: 'discovered', urlState: 'original' });
        expect(item(element, 'rollBack')).toMatchObject({ disabled: true, label: 'Roll back (this link is not switched)' });
        expect(item(element, 'retryCopy')).toMatchObject({ disabled: true, label: 'Try again (nothing failed here)' });
        expect(item(element, 'release')).toMatchObject({ disabled: true, label: 'Release (it is not kept back)' });
        expect(item(element, 'receipt')).toMatchObject({ disabled: true });
        expect(item(element, 'history').disabled).toBe(false);
    });

    it('keeps acts that need another role disabled, with who may', () => {
        const switched = show({}, VIEWER);
        expect(item(switched, 'rollBack')).toMatchObject({ disabled: true, label: 'Roll back (needs Doclift Operator)' });
        const failed = show({ state: 'failed', copyState: 'failed', urlState: 'original' }, VIEWER);
        expect(item(failed, 'retryCopy')).toMatchObject({ disabled: true, label: 'Try again (needs Doclift Operator)' });
        const kept = show({ state: 'rolled_back', urlState: 'rolled_back', isHeld: true }, VIEWER);
        expect(item(kept, 'release')).toMatchObject({ disabled: true, label: 'Release (needs Doclift Operator)' });
    });
});
