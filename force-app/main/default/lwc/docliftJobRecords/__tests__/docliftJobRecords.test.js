import { createElement } from 'lwc';
import { mockNavigate } from 'lightning/navigation';
import DocliftJobRecords from 'c/docliftJobRecords';
import listItems from '@salesforce/apex/DocliftRunController.listItems';

jest.mock('@salesforce/apex/DocliftRunController.listItems', () => ({ default: jest.fn() }), { virtual: true });

const ended = { id: 'run-14', operation: 'back_up', state: 'partially_succeeded', planHash: 'h' };
const running = { ...ended, state: 'running' };
const item = {
    recordId: 'a01000000000001AAA',
    recordName: '<b>Contract</b>.pdf',
    expectedUrl: 'https://files.vendor.example/<b>a</b>',
    targetUrl: 'https://files.northwind.example/a',
    leftOutReason: null,
    outcome: 'done',
    sentence: null
};

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: '' }) } };
}

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
/** Inside the list that stands around the table. */
const findAround = (element, selector) => find(element, 'c-doclift-paged-list').shadowRoot.querySelector(selector);
const stateOf = (element) => findAround(element, 'c-doclift-state');
const textOf = (element, selector) => find(element, selector).textContent;
const wordsOf = (element, selector) => textOf(element, selector).replace(/\s+/g, ' ').trim();

async function show(run = ended) {
    const element = createElement('c-doclift-job-records', { is: DocliftJobRecords });
    element.run = run;
    document.body.appendChild(element);
    await settle();
    return element;
}

function filterBy(element, value) {
    find(element, '.filter').dispatchEvent(new CustomEvent('change', { detail: { value } }));
    return settle();
}

describe('c-doclift-job-records', () => {
    beforeEach(() => {
        listItems.mockReset().mockResolvedValue({ items: [item], nextCursor: null, hidden: 0 });
    });

    afterEach(() => {
        document.body.replaceChildren();
        jest.useRealTimers();
    });

    it('is loading until the service has answered', async () => {
        listItems.mockReturnValue(new Promise(() => {}));
        const element = await show();
        expect(stateOf(element).isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('shows each document with its result, its links as text', async () => {
        const element = await show({ ...ended, operation: 'switch' });
        expect(wordsOf(element, '.records tbody')).toContain('Switched');
        expect(textOf(element, '.link span')).toBe(item.expectedUrl);
        expect(find(element, '.link span').title).toBe(item.expectedUrl);
        await expect(element).toBeAccessible();
    });

    it('names each document, its name as text and its id beside it', async () => {
        listItems.mockResolvedValue({ items: [item, { ...item, recordId: 'b', recordName: '' }], nextCursor: null, hidden: 0 });
        const element = await show();
        expect(textOf(element, 'tbody a')).toBe('<b>Contract</b>.pdf');
        expect(textOf(element, '.record-id')).toBe('a01000000000001AAA');
        expect(textOf(element, 'tbody')).toContain('No name');
        await expect(element).toBeAccessible();
    });

    it('shows no links where none are written', async () => {
        expect(find(await show(), '.link')).toBeNull();
    });

    it('says why a document was left out or failed, in the words of the app', async () => {
        const leftOut = { ...item, outcome: null, leftOutReason: 'already-verified' };
        const withdrawn = { ...item, recordId: 'a01000000000002AAA', sentence: 'It was not sent: the run is taken back.' };
        listItems.mockResolvedValue({ items: [leftOut, withdrawn], nextCursor: null, hidden: 0 });
        const element = await show();
        expect(textOf(element, '.records tbody')).toContain('left out: already copied and checked');
        expect(textOf(element, '.records tbody')).toContain('It was not sent: the job is taken back.');
    });

    it('filters by result', async () => {
        const element = await show();
        await filterBy(element, 'failed');
        expect(listItems).toHaveBeenLastCalledWith({ runId: 'run-14', outcome: 'failed', cursor: null });
    });

    it('shows of two answers the one that was asked for last', async () => {
        const element = await show();
        let answerLate;
        listItems.mockReturnValueOnce(new Promise((resolve) => (answerLate = resolve)));
        await filterBy(element, 'failed');
        await filterBy(element, 'conflicted');
        answerLate({ items: [], nextCursor: null, hidden: 9 });
        await settle();
        expect(findAround(element, '.hidden')).toBeNull();
        expect(find(element, '.records a')).not.toBeNull();
    });

    it('reads on, and counts what is not visible over all pages', async () => {
        listItems.mockResolvedValueOnce({ items: [item], nextCursor: 'c1', hidden: 12 });
        listItems.mockResolvedValueOnce({ items: [], nextCursor: null, hidden: 3 });
        const element = await show();
        expect(findAround(element, '.hidden').textContent).toBe('12 not visible to you');
        findAround(element, '.more').click();
        await settle();
        expect(listItems).toHaveBeenLastCalledWith({ runId: 'run-14', outcome: null, cursor: 'c1' });
        expect(findAround(element, '.hidden').textContent).toBe('15 not visible to you');
    });

    it('says that there are none, or none visible', async () => {
        listItems.mockResolvedValue({ items: [], nextCursor: null, hidden: 0 });
        const element = await show();
        expect(stateOf(element).isEmpty).toBe(true);
        expect(stateOf(element).emptyText).toContain('no such documents');
        listItems.mockResolvedValue({ items: [], nextCursor: null, hidden: 7 });
        await filterBy(element, 'failed');
        expect(stateOf(element).emptyText).toContain('None of these documents is visible');
        await expect(element).toBeAccessible();
    });

    it('stops at 1,000', async () => {
        const items = Array.from({ length: 1000 }, (_, index) => ({ ...item, recordId: `a01${index}` }));
        listItems.mockResolvedValue({ items, nextCursor: 'c1', hidden: 0 });
        const element = await show();
        expect(findAround(element, '.more')).toBeNull();
        expect(findAround(element, '.refine').textContent).toContain('1,000');
    });

    it.each([
        ['busy', problem(503, 'api.busy')],
        ['forbidden', problem(403, 'app.no-permission')],
        ['unreachable', problem(0, 'app.unreachable')]
    ])('says that reading was %s, and reads again', async (kind, error) => {
        listItems.mockRejectedValueOnce(error);
        const element = await show();
        expect(stateOf(element).problem.kind).toBe(kind);
        await expect(element).toBeAccessible();
        stateOf(element).dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(find(element, '.records a')).not.toBeNull();
    });

    it('reads again at once when the job has changed its state, and else seldom', async () => {
        jest.useFakeTimers({ now: 0, doNotFake: ['nextTick'] });
        const element = await show(running);
        element.run = { ...running, counts: 1 };
        expect(listItems).toHaveBeenCalledTimes(1);
        jest.setSystemTime(30_000);
        element.run = { ...running, counts: 2 };
        expect(listItems).toHaveBeenCalledTimes(2);
        element.run = ended;
        expect(listItems).toHaveBeenCalledTimes(3);
        await settle();
    });

    it('leaves whoever has read on where they are', async () => {
        jest.useFakeTimers({ now: 0, doNotFake: ['nextTick'] });
        listItems.mockResolvedValueOnce({ items: [item], nextCursor: 'c1', hidden: 0 });
        listItems.mockResolvedValueOnce({ items: [], nextCursor: null, hidden: 0 });
        const element = await show(running);
        findAround(element, '.more').click();
        await settle();
        jest.setSystemTime(60_000);
        element.run = { ...running, counts: 1 };
        expect(listItems).toHaveBeenCalledTimes(2);
    });

    it('opens a document', async () => {
        const element = await show();
        find(element, '.records a').click();
        expect(mockNavigate.mock.calls[0][0].attributes.recordId).toBe(item.recordId);
    });
});
