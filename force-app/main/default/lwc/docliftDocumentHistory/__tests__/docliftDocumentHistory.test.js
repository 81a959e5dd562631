import { createElement } from 'lwc';
import DocliftDocumentHistory from 'c/docliftDocumentHistory';
import readHistory from '@salesforce/apex/DocliftRecordController.readHistory';
import readRecord from '@salesforce/apex/DocliftRecordController.readRecord';
import releaseRecord from '@salesforce/apex/DocliftRecordController.releaseRecord';
import whoAmI from '@salesforce/apex/DocliftWhoController.whoAmI';

jest.mock('@salesforce/apex/DocliftRecordController.readHistory', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.readRecord', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.releaseRecord', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.restoreOriginal', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.retryCopy', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.rollBack', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.readRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftWhoController.whoAmI', () => ({ default: jest.fn() }), { virtual: true });

const VENDOR = 'https://vendor.example/a';
const OURS = 'https://files.acme.example/a';
const RECORD = {
    recordId: 'a01000000000001AAA',
    name: 'Contract.pdf',
    state: 'confirmed',
    copyState: 'verified',
    urlState: 'confirmed',
    isHeld: false,
    documentUrl: OURS,
    firstSeenUrl: VENDOR
};
const FIRST = {
    at: '2026-03-01T11:30:00.000Z',
    kind: 'first_seen',
    url: VENDOR,
    actor: 'doclift',
    runId: 'r1',
    runNumber: 1,
    byUserId: null
};
const WRITTEN = {
    ...FIRST,
    at: '2026-03-02T10:02:00.000Z',
    kind: 'written',
    url: OURS,
    actor: 'user:005000000000001AAA',
    runNumber: 14
};
const FOUND = {
    ...FIRST,
    at: '2026-03-03T11:40:00.000Z',
    kind: 'observed',
    url: 'https://vendor.example/b',
    runNumber: 15,
    byUserId: '005000000000002AAA'
};
const OPERATOR = { roles: ['viewer', 'operator'] };

async function show(properties = { recordId: RECORD.recordId }) {
    const element = createElement('c-doclift-document-history', { is: DocliftDocumentHistory });
    Object.assign(element, properties);
    document.body.appendChild(element);
    await settle();
    return element;
}

const settle = () => new Promise((resolve) => setTimeout(resolve));
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const findAll = (element, selector) => [...element.shadowRoot.querySelectorAll(selector)];

describe('c-doclift-document-history', () => {
    beforeEach(() => {
        readHistory.mockResolvedValue({ items: [FIRST, WRITTEN], names: { '005000000000001AAA': 'Omar Operator' } });
        readRecord.mockResolvedValue(RECORD);
        whoAmI.mockResolvedValue(OPERATOR);
    });
    afterEach(() => document.body.replaceChildren());

    it('shows every value, newest first, with when, by whom and by which job', async () => {
        const element = await show();
        const values = findAll(element, '.value').map(({ textContent }) => textContent);
        expect(values[0]).toContain('Written by Doclift · Present value');
        expect(values[0]).toContain(OURS);
        expect(values[0]).toContain('Mar 2, 2026');
        expect(values[0]).toContain('Job 14 · Started by: Omar Operator');
        expect(values[1]).toContain('First seen');
        expect(values[1]).not.toContain('Present value');
        await expect(element).toBeAccessible();
    });

    it('shows what was found at its copy and done about it, newest first', async () => {
        const healing = { ...WRITTEN, finding: 'missing', sentence: 'The object was gone from the bucket.' };
        const later = { ...healing, runNumber: 21, sentence: 'The object had other bytes.' };
        readHistory.mockResolvedValue({ items: [FIRST, WRITTEN], healings: [healing, later], names: {} });
        const element = await show();
        const healings = findAll(element, '.healing').map(({ textContent }) => textContent);
        expect(healings).toHaveLength(2);
        expect(healings[0]).toContain('The object had other bytes.');
        expect(healings[0]).toContain('Job 21 · Started by: A user you cannot see');
        expect(healings[1]).toContain('The object was gone from the bucket.');
        expect(findAll(element, '.back')).toHaveLength(1);
        await expect(element).toBeAccessible();
    });

    it('says nothing of copies that never had to be put right', async () => {
        expect(findAll(await show(), '.healings')).toEqual([]);
    });

    it('names who else changed the value, and an empty one', async () => {
        readHistory.mockResolvedValue({ items: [FIRST, { ...FOUND, url: null }] });
        const element = await show();
        expect(find(element, '.value').textContent).toContain('(empty)');
        expect(find(element, '.value').textContent).toContain('Last modified by: A user you cannot see');
    });

    it.each([
        ['token:t1', 'Started by: An automation'],
        ['cli:ops@host', 'Started by: Command line: ops@host'],
        ['doclift', 'Started by: Doclift']
    ])('says who %s is', async (actor, words) => {
        readHistory.mockResolvedValue({ items: [FIRST, { ...WRITTEN, actor }] });
        const element = await show();
        expect(find(element, '.value').textContent).toContain(words);
    });

    it('offers the way back on the value before the last write, and rolls back there', async () => {
        const element = await show();
        expect(findAll(element, '.back')).toHaveLength(1);
        expect(findAll(element, '.value')[1].querySelector('.back')).not.toBeNull();
        find(element, '.back').click();
        await settle();
        const act = find(element, 'c-doclift-record-act');
        expect(act.act).toBe('rollBack');
        const after = { ...RECORD, state: 'rolled_back', urlState: 'rolled_back', documentUrl: VENDOR };
        readRecord.mockResolvedValue(after);
        act.dispatchEvent(new CustomEvent('changed', { detail: { record: after } }));
        await settle();
        expect(find(element, 'c-doclift-record-act')).toBeNull();
        expect(find(element, '.back')).toBeNull();
        expect(readHistory).toHaveBeenCalledTimes(2);
    });

    it('stays as it is when rolling back is cancelled', async () => {
        const element = await show();
        find(element, '.back').click();
        await settle();
        find(element, 'c-doclift-record-act').dispatchEvent(new CustomEvent('close'));
        await settle();
        expect(find(element, 'c-doclift-record-act')).toBeNull();
        expect(find(element, '.back')).not.toBeNull();
    });

    it.each(['original', 'in_doubt', 'rolled_back', 'refused'])('has no way back while the link is %s', async (urlState) => {
        readRecord.mockResolvedValue({ ...RECORD, urlState });
        const element = await show();
        expect(find(element, '.back')).toBeNull();
    });

    it('shows the way back disabled to a viewer, with who may', async () => {
        whoAmI.mockResolvedValue({ roles: ['viewer'] });
        const element = await show();
        expect(find(element, '.back').disabled).toBe(true);
        expect(find(element, '.forbidden').textContent).toContain('Doclift Operator');
        await expect(element).toBeAccessible();
    });

    it.each([
        ['https://vendor.example/b', 'They uploaded a newer version', 'Copy and switch again'],
        [VENDOR, 'The original link was put back', 'Copy and switch again'],
        [OURS, 'The link that Doclift wrote stands there again', 'Accept this link'],
        [null, 'The link was emptied', 'Accept this link'],
        ['https://elsewhere.example/c', 'a place that Doclift does not know', 'Accept this link'],
        ['no link at all', 'a place that Doclift does not know', 'Accept this link']
    ])('compares both sides of a conflict with %s and recommends what a button does', async (documentUrl, words, button) => {
        readRecord.mockResolvedValue({ ...RECORD, state: 'conflicted', urlState: 'conflicted', documentUrl });
        readHistory.mockResolvedValue({ items: [FIRST, WRITTEN, { ...FOUND, url: documentUrl }] });
        const element = await show();
        const [ours, theirs] = findAll(element, '.conflict .side').map(({ textContent }) => textContent);
        expect(ours).toContain(OURS);
        expect(ours).toContain('Job 14');
        expect(theirs).toContain(documentUrl ?? '(empty)');
        expect(theirs).toContain('Last modified by: A user you cannot see');
        expect(find(element, '.recommendation').textContent).toContain(words);
        expect(find(element, '.recommendation').textContent).toContain(button);
        expect(find(element, '.accept').label).toBe(button);
        expect(find(element, '.back')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('shows only their side of a conflict before anything was switched', async () => {
        readRecord.mockResolvedValue({ ...RECORD, urlState: 'conflicted', documentUrl: 'https://vendor.example/b' });
        readHistory.mockResolvedValue({ items: [FIRST] });
        const element = await show();
        expect(findAll(element, '.conflict .side')).toHaveLength(1);
        expect(find(element, '.restore')).toBeNull();
    });

    describe('of a link that somebody else changed', () => {
        beforeEach(() => {
            readRecord.mockResolvedValue({ ...RECORD, state: 'conflicted', urlState: 'conflicted', documentUrl: FOUND.url });
            readHistory.mockResolvedValue({ items: [FIRST, WRITTEN, FOUND] });
        });

        it('leaves it as it is, says so and keeps the focus', async () => {
            const element = await show();
            expect(find(element, '.kept')).toBeNull();
            find(element, '.keep').click();
            await settle();
            expect(find(element, '.conflict')).toBeNull();
            expect(find(element, '.kept').textContent).toBe('The link stays as it is now: Doclift leaves this link alone.');
            expect(element.shadowRoot.activeElement).toBe(find(element, '.title'));
            await expect(element).toBeAccessible();
        });

        it('restores the original', async () => {
            const element = await show();
            find(element, '.restore').click();
            await settle();
            const act = find(element, 'c-doclift-record-act');
            expect(act.act).toBe('restoreOriginal');
            const after = { ...RECORD, state: 'rolled_back', urlState: 'rolled_back', documentUrl: VENDOR };
            readRecord.mockResolvedValue(after);
            act.dispatchEvent(new CustomEvent('changed', { detail: { record: after } }));
            await settle();
            expect(find(element, 'c-doclift-record-act')).toBeNull();
            expect(find(element, '.conflict')).toBeNull();
        });

        it('lets the link count, and says what it is then', async () => {
            const element = await show();
            find(element, '.accept').click();
            await settle();
            const act = find(element, 'c-doclift-record-act');
            expect(act.act).toBe('copyAgain');
            const after = { ...RECORD, state: 'changed', copyState: 'changed', urlState: 'original', documentUrl: FOUND.url };
            readRecord.mockResolvedValue(after);
            act.dispatchEvent(new CustomEvent('changed', { detail: { record: after } }));
            await settle();
            expect(find(element, 'c-doclift-record-act')).toBeNull();
            expect(find(element, '.conflict')).toBeNull();
            expect(element.shadowRoot.activeElement).toBe(find(element, '.title'));
        });

        it('offers no second way to release a link that is kept back as well', async () => {
            readRecord.mockResolvedValue({ ...RECORD, urlState: 'conflicted', isHeld: true, documentUrl: FOUND.url });
            const element = await show();
            expect(find(element, '.accept')).not.toBeNull();
            expect(find(element, '.kept-back')).toBeNull();
        });

        it('tells a viewer who may restore it', async () => {
            whoAmI.mockResolvedValue({ roles: ['viewer'] });
            const element = await show();
            expect(find(element, '.restore').disabled).toBe(true);
            expect(find(element, '.accept').disabled).toBe(true);
            expect(find(element, '.conflict .forbidden').textContent).toContain('Doclift Operator');
            expect(find(element, '.keep').disabled).toBeFalsy();
            await expect(element).toBeAccessible();
        });
    });

    describe('of a document that is kept back', () => {
        const kept = { ...RECORD, state: 'rolled_back', urlState: 'rolled_back', documentUrl: VENDOR, isHeld: true };

        // The act has tests of its own, so here it only waits.
        beforeEach(() => {
            readRecord.mockResolvedValue(kept);
            releaseRecord.mockReturnValue(new Promise(() => {}));
        });

        it('releases it, and keeps the focus', async () => {
            const element = await show();
            expect(find(element, '.kept-back').textContent).toContain('no job switches its link before it is released');
            await expect(element).toBeAccessible();
            find(element, '.release').click();
            await settle();
            const act = find(element, 'c-doclift-record-act');
            expect(act.act).toBe('release');
            const after = { ...kept, isHeld: false };
            readRecord.mockResolvedValue(after);
            act.dispatchEvent(new CustomEvent('changed', { detail: { record: after } }));
            await settle();
            expect(find(element, '.kept-back')).toBeNull();
            expect(element.shadowRoot.activeElement).toBe(find(element, '.title'));
        });

        it('tells a viewer who may release it', async () => {
            whoAmI.mockResolvedValue({ roles: ['viewer'] });
            const element = await show();
            expect(find(element, '.release').disabled).toBe(true);
            expect(find(element, '.kept-back .forbidden').textContent).toContain('Doclift Operator');
            await expect(element).toBeAccessible();
        });

        it('leaves releasing to the menu of the panel', async () => {
            const element = await show({ record: kept, who: OPERATOR });
            expect(find(element, '.kept-back')).toBeNull();
        });
    });

    it('takes document and user from the panel, and leaves a changed document to it', async () => {
        const element = await show({ record: RECORD, who: OPERATOR });
        expect(readRecord).not.toHaveBeenCalled();
        expect(whoAmI).not.toHaveBeenCalled();
        const told = jest.fn();
        element.addEventListener('recordchange', told);
        find(element, '.back').click();
        await settle();
        const after = { ...RECORD, urlState: 'rolled_back' };
        find(element, 'c-doclift-record-act').dispatchEvent(new CustomEvent('changed', { detail: { record: after } }));
        expect(told.mock.calls[0][0].detail.record).toEqual(after);
        element.record = after;
        await settle();
        expect(find(element, '.back')).toBeNull();
    });

    it('says that there is nothing yet', async () => {
        readHistory.mockResolvedValue({ items: [] });
        const element = await show();
        expect(find(element, 'c-doclift-state').isEmpty).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('waits for the answer', async () => {
        readHistory.mockReturnValue(new Promise(() => {}));
        const element = await show();
        expect(find(element, 'c-doclift-state').isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it.each([
        [404, 'record.not-found', 'missing'],
        [403, 'app.no-permission', 'forbidden'],
        [0, 'app.unreachable', 'unreachable'],
        [500, 'internal.unexpected', 'other']
    ])('says what went wrong with status %s, and reads again', async (status, code, kind) => {
        readHistory.mockRejectedValueOnce({ body: { message: JSON.stringify({ status, code, detail: '' }) } });
        const element = await show();
        const state = find(element, 'c-doclift-state');
        expect(state.problem.kind).toBe(kind);
        await expect(element).toBeAccessible();
        state.dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(findAll(element, '.value')).toHaveLength(2);
    });
});
