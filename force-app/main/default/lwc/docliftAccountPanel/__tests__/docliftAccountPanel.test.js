import { createElement } from 'lwc';
import { mockNavigate } from 'lightning/navigation';
import DocliftAccountPanel from 'c/docliftAccountPanel';
import listDocuments from '@salesforce/apex/DocliftRecordController.listDocuments';
import readAccount from '@salesforce/apex/DocliftAccountController.readAccount';
import whoAmI from '@salesforce/apex/DocliftWhoController.whoAmI';

jest.mock('@salesforce/apex/DocliftAccountController.readAccount', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftAccountController.rollBackAccount', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.listDocuments', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.readHistory', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.readReceipt', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.readRecord', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.releaseRecord', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.restoreOriginal', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.retryCopy', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRecordController.rollBack', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftRunController.readRun', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftWhoController.whoAmI', () => ({ default: jest.fn() }), { virtual: true });

const ACCOUNT = '001000000000001AAA';

function documentOf(number) {
    return {
        recordId: `a01${String(number).padStart(12, '0')}AAA`,
        name: `Document ${number}.pdf`,
        state: 'verified',
        copyState: 'verified',
        urlState: 'original',
        isHeld: false,
        documentUrl: 'https://vendor.example/a',
        sizeBytes: 1000,
        contentType: 'application/pdf',
        verifiedAt: '2026-03-01T11:45:00.000Z',
        failureSentence: null,
        ownerRunId: null
    };
}

/** Answers as the service does for an Account with this many documents. */
function serve(total, hiddenOnEachPage = 0) {
    readAccount.mockResolvedValue({ accountId: ACCOUNT, total, byState: { confirmed: 2, switched: 1, verified: total } });
    listDocuments.mockImplementation(async ({ cursor }) => {
        const start = Number(cursor ?? 0);
        const end = Math.min(start + 200, total);
        const items = Array.from({ length: end - start - hiddenOnEachPage }, (_, index) => documentOf(start + index));
        return { items, nextCursor: end < total ? String(end) : null, hidden: hiddenOnEachPage };
    });
}

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: '' }) } };
}

async function show() {
    const element = createElement('c-doclift-account-panel', { is: DocliftAccountPanel });
    element.recordId = ACCOUNT;
    document.body.appendChild(element);
    await settle();
    return element;
}

const settle = () => new Promise((resolve) => setTimeout(resolve));
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textOf = (element, selector) => find(element, selector)?.textContent;
const rows = (element) => [...element.shadowRoot.querySelectorAll('c-doclift-document-row')];

async function showMore(element) {
    find(element, '.more').click();
    await settle();
}

async function search(element, value) {
    find(element, '.find').dispatchEvent(new CustomEvent('change', { detail: { value } }));
    await settle();
}

describe('c-doclift-account-panel', () => {
    beforeEach(() => whoAmI.mockResolvedValue({ roles: ['viewer', 'operator'] }));
    afterEach(() => document.body.replaceChildren());

    it('lists the documents with their number and how many are not visible', async () => {
        serve(5, 2);
        const element = await show();
        expect(textOf(element, '.title')).toBe('Documents (5)');
        expect(textOf(element, '.hidden')).toBe('2 not visible to you');
        expect(rows(element)).toHaveLength(3);
        expect(textOf(element, '.shown')).toBe('3 shown');
        expect(find(element, '.more')).toBeNull();
        expect(find(element, '.looking')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('leads to the page that plans a switch of this Account', async () => {
        serve(5);
        const element = await show();
        expect(find(element, '.switch').label).toBe('Switch…');
        find(element, '.switch').click();
        expect(mockNavigate.mock.calls.at(-1)[0]).toMatchObject({
            attributes: { apiName: 'Doclift_Console' },
            state: { c__page: 'start', c__operation: 'switch', c__accountId: ACCOUNT }
        });
    });

    it('shows a viewer who may switch', async () => {
        whoAmI.mockResolvedValue({ roles: ['viewer'] });
        serve(5);
        const element = await show();
        expect(find(element, '.switch').disabled).toBe(true);
        expect(textOf(element, '.looking')).toContain('Doclift Operator');
        await expect(element).toBeAccessible();
    });

    it('reads 200 of 3,000 at a time and stops at 1,000', async () => {
        serve(3000);
        const element = await show();
        expect(textOf(element, '.title')).toBe('Documents (3,000)');
        expect(rows(element)).toHaveLength(200);
        for (let page = 2; page <= 5; page += 1) await showMore(element);
        expect(rows(element)).toHaveLength(1000);
        expect(find(element, '.more')).toBeNull();
        expect(textOf(element, '.refine')).toContain('the first 1,000 documents');
        expect(new Set(rows(element).map(({ record }) => record.recordId)).size).toBe(1000);
    }, 60_000);

    it('adds up what is hidden on each page', async () => {
        serve(400, 10);
        const element = await show();
        await showMore(element);
        expect(textOf(element, '.hidden')).toBe('20 not visible to you');
        expect(rows(element)).toHaveLength(380);
    });

    it('keeps the rows when the next page cannot be read, and reads it again', async () => {
        serve(400);
        const element = await show();
        listDocuments.mockRejectedValueOnce(problem(0, 'app.unreachable'));
        await showMore(element);
        expect(rows(element)).toHaveLength(200);
        const state = find(element, '.more-problem');
        expect(state.problem.kind).toBe('unreachable');
        state.dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(rows(element)).toHaveLength(400);
        expect(find(element, '.more-problem')).toBeNull();
    });

    it('finds documents by their name', async () => {
        serve(30);
        const element = await show();
        await search(element, ' DOCUMENT 7');
        expect(rows(element).map(({ record }) => record.name)).toEqual(['Document 7.pdf']);
        await search(element, 'nothing like it');
        expect(textOf(element, '.none')).toContain('None of the documents shown');
        await search(element, '');
        expect(rows(element)).toHaveLength(30);
    });

    it('shows a document as it is after an act', async () => {
        serve(2);
        const element = await show();
        const record = { ...documentOf(1), state: 'rolled_back', urlState: 'rolled_back' };
        rows(element)[1].dispatchEvent(new CustomEvent('recordchange', { detail: { record } }));
        await settle();
        expect(rows(element).map((row) => row.record.state)).toEqual(['verified', 'rolled_back']);
    });

    it('rolls all back by a part of its own, and reads the list again after it', async () => {
        serve(5, 2);
        const element = await show();
        const part = find(element, 'c-doclift-account-roll-back');
        expect(part).toMatchObject({ accountId: ACCOUNT, switchedCount: 3, hiddenCount: 2 });
        part.dispatchEvent(new CustomEvent('ended'));
        await settle();
        expect(listDocuments).toHaveBeenCalledTimes(2);
        expect(find(element, 'c-doclift-account-roll-back')).toBe(part);
    });

    it('tells a viewer who may act', async () => {
        serve(1);
        whoAmI.mockResolvedValue({ roles: ['viewer'] });
        const element = await show();
        expect(textOf(element, '.looking')).toContain('Doclift Operator');
        await expect(element).toBeAccessible();
    });

    it('waits for the answer', async () => {
        serve(1);
        listDocuments.mockReturnValue(new Promise(() => {}));
        const element = await show();
        expect(find(element, 'c-doclift-state').isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('says that an Account has no documents, also when the service does not know it', async () => {
        serve(0);
        const known = find(await show(), 'c-doclift-state');
        expect(known.isEmpty).toBe(true);
        expect(known.emptyText).toContain('no documents');
        document.body.replaceChildren();
        readAccount.mockRejectedValue(problem(404, 'account.not-found'));
        const element = await show();
        const unknown = find(element, 'c-doclift-state');
        expect(unknown.problem).toBeUndefined();
        expect(unknown.isEmpty).toBe(true);
        expect(find(element, 'c-doclift-account-roll-back')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('says that no document is visible', async () => {
        serve(3, 3);
        const element = await show();
        expect(find(element, 'c-doclift-state').emptyText).toContain('visible to you');
        expect(textOf(element, '.hidden')).toBe('3 not visible to you');
    });

    it('goes on when a whole page is hidden', async () => {
        serve(400, 200);
        const element = await show();
        expect(find(element, 'c-doclift-state').isEmpty).toBe(false);
        await showMore(element);
        expect(find(element, 'c-doclift-state').isEmpty).toBe(true);
    });

    it.each([
        [403, 'app.no-permission', 'forbidden'],
        [0, 'app.unreachable', 'unreachable'],
        [401, 'api.unauthorised', 'unauthorised'],
        [500, 'internal.unexpected', 'other']
    ])('says what went wrong with status %s, and reads again', async (status, code, kind) => {
        serve(2);
        whoAmI.mockRejectedValueOnce(problem(status, code));
        const element = await show();
        const state = find(element, 'c-doclift-state');
        expect(state.problem.kind).toBe(kind);
        await expect(element).toBeAccessible();
        state.dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(rows(element)).toHaveLength(2);
    });

    it('shows the Account that the page is at, not the one it was at', async () => {
        serve(2);
        const element = await show();
        let answer;
        listDocuments.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
        element.recordId = '001000000000002AAA';
        serve(3);
        element.recordId = '001000000000003AAA';
        await settle();
        answer({ items: [documentOf(9)], nextCursor: null, hidden: 0 });
        await settle();
        expect(rows(element)).toHaveLength(3);
    });
});
