import { createElement } from 'lwc';
import { mockNavigate } from 'lightning/navigation';
import DocliftFailureDocuments from 'c/docliftFailureDocuments';
import listRunDocuments from '@salesforce/apex/DocliftFailureController.listRunDocuments';
import listDocuments from '@salesforce/apex/DocliftFailureController.listDocuments';

jest.mock('@salesforce/apex/DocliftFailureController.listRunDocuments', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftFailureController.listDocuments', () => ({ default: jest.fn() }), { virtual: true });

const record = {
    recordId: 'a01000000000001AAA',
    name: '<b>Contract</b>.pdf',
    accountName: 'Northwind Traders',
    failureSentence: 'Wait. The run settles it by itself.'
};

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: '' }) } };
}

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textOf = (element, selector) => find(element, selector).textContent;
/** Inside the list that stands around the table. */
const findAround = (element, selector) => find(element, 'c-doclift-paged-list').shadowRoot.querySelector(selector);
const stateOf = (element) => findAround(element, 'c-doclift-state');

async function show(page) {
    if (page) listDocuments.mockResolvedValue(page);
    const element = createElement('c-doclift-failure-documents', { is: DocliftFailureDocuments });
    Object.assign(element, { code: 'source.missing', during: 'copy', heading: 'Documents: There is no such file.' });
    document.body.appendChild(element);
    await settle();
    return element;
}

describe('c-doclift-failure-documents', () => {
    beforeEach(() => listDocuments.mockReset());
    afterEach(() => document.body.replaceChildren());

    it('is loading until the service has answered', async () => {
        listDocuments.mockReturnValue(new Promise(() => {}));
        const element = await show();
        expect(stateOf(element).isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('shows each document with its Account and why it failed, a name as text', async () => {
        const element = await show({ items: [record, { ...record, recordId: 'b', name: '' }], nextCursor: null, hidden: 0 });
        expect(listDocuments).toHaveBeenCalledWith({ code: 'source.missing', failureClass: 'copy', cursor: null });
        expect(textOf(element, 'tbody a')).toBe('<b>Contract</b>.pdf');
        expect(textOf(element, 'tbody')).toContain('Northwind Traders');
        expect(textOf(element, 'tbody')).toContain('The job settles it by itself.');
        expect(textOf(element, 'tbody')).toContain('No name');
        expect(findAround(element, '.hidden')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('shows how a job left its documents, without Accounts', async () => {
        const item = { recordId: record.recordId, recordName: 'Contract.pdf', sentence: 'The run found no file.' };
        listRunDocuments.mockResolvedValue({ items: [item], nextCursor: null, hidden: 2 });
        const element = createElement('c-doclift-failure-documents', { is: DocliftFailureDocuments });
        Object.assign(element, { code: 'source.missing', runId: 'run-14', heading: 'Documents' });
        document.body.appendChild(element);
        await settle();
        expect(listRunDocuments).toHaveBeenCalledWith({ runId: 'run-14', code: 'source.missing', cursor: null });
        expect(listDocuments).not.toHaveBeenCalled();
        expect(textOf(element, 'tbody')).toContain('Contract.pdf');
        expect(textOf(element, 'tbody')).toContain('The job found no file.');
        expect(findAround(element, '.hidden').textContent).toBe('2 not visible to you');
        expect(textOf(element, 'thead')).not.toContain('Account');
        await expect(element).toBeAccessible();
    });

    it('reads on, and counts what is not visible over all pages', async () => {
        listDocuments.mockResolvedValueOnce({ items: [record], nextCursor: 'c1', hidden: 12 });
        const element = await show();
        expect(findAround(element, '.hidden').textContent).toBe('12 not visible to you');
        listDocuments.mockResolvedValueOnce({ items: [{ ...record, recordId: 'b' }], nextCursor: null, hidden: 3 });
        findAround(element, '.more').click();
        await settle();
        expect(listDocuments).toHaveBeenLastCalledWith({ code: 'source.missing', failureClass: 'copy', cursor: 'c1' });
        expect(element.shadowRoot.querySelectorAll('tbody tr')).toHaveLength(2);
        expect(findAround(element, '.hidden').textContent).toBe('15 not visible to you');
        expect(findAround(element, '.more')).toBeNull();
    });

    it.each([
        [0, 'No document has failed so any more.'],
        [4, 'None of these documents is visible to you.']
    ])('says why there is nothing to show with %i hidden', async (hidden, words) => {
        const element = await show({ items: [], nextCursor: null, hidden });
        expect(stateOf(element)).toMatchObject({ isEmpty: true, emptyText: words });
        await expect(element).toBeAccessible();
    });

    it('opens a document', async () => {
        const element = await show({ items: [record], nextCursor: null, hidden: 0 });
        find(element, 'tbody a').click();
        expect(mockNavigate.mock.calls[0][0].attributes.recordId).toBe(record.recordId);
    });

    it.each([
        ['forbidden', problem(403, 'app.no-permission')],
        ['unreachable', problem(0, 'app.unreachable')],
        ['other', problem(500, 'internal.unexpected')]
    ])('says that reading was %s, and reads again', async (kind, error) => {
        listDocuments.mockRejectedValueOnce(error);
        const element = await show();
        expect(stateOf(element).problem.kind).toBe(kind);
        await expect(element).toBeAccessible();
        listDocuments.mockResolvedValue({ items: [record], nextCursor: null, hidden: 0 });
        stateOf(element).dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(find(element, 'tbody a')).not.toBeNull();
    });
});
