import { createElement } from 'lwc';
import { mockNavigate } from 'lightning/navigation';
import DocliftDrift from 'c/docliftDrift';
import listDrift from '@salesforce/apex/DocliftDriftController.listDrift';

jest.mock('@salesforce/apex/DocliftDriftController.listDrift', () => ({ default: jest.fn() }), { virtual: true });

const finding = {
    number: 31,
    kind: 'new-vendor-url',
    recordId: 'a01000000000001AAA',
    recordName: '<b>Contract</b>.pdf',
    accountName: 'Northwind Traders',
    seenAt: '2026-03-02T06:00:03.120Z',
    runNumber: 15,
    oldValue: 'https://files.vendor.example/a',
    newValue: null,
    recommendation: 'The run 15 saw it. The next back-up copies it.'
};
const overview = { drift: { 'new-vendor-url': 1200, deleted: 3 } };

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: '' }) } };
}

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const textOf = (element, selector) => find(element, selector).textContent;
/** Inside the list that stands around the table. */
const findAround = (element, selector) => find(element, 'c-doclift-paged-list').shadowRoot.querySelector(selector);
const stateOf = (element) => findAround(element, 'c-doclift-state');

async function show(page, properties = { overview }) {
    if (page) listDrift.mockResolvedValue(page);
    const element = createElement('c-doclift-drift', { is: DocliftDrift });
    Object.assign(element, properties);
    document.body.appendChild(element);
    await settle();
    return element;
}

async function choose(element, value) {
    find(element, '.kinds').dispatchEvent(new CustomEvent('change', { detail: { value } }));
    await settle();
}

describe('c-doclift-drift', () => {
    beforeEach(() => listDrift.mockReset());
    afterEach(() => document.body.replaceChildren());

    it('is loading until the service has answered', async () => {
        listDrift.mockReturnValue(new Promise(() => {}));
        const element = await show();
        expect(stateOf(element).isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('shows each finding with both values and what to do, everything foreign as text', async () => {
        const element = await show({ items: [finding], nextCursor: null, hidden: 0 });
        expect(listDrift).toHaveBeenCalledWith({ kind: null, cursor: null });
        expect(textOf(element, 'tbody a')).toBe('<b>Contract</b>.pdf');
        expect(textOf(element, '.was')).toBe('https://files.vendor.example/a');
        expect(textOf(element, '.is')).toBe('nothing');
        expect(textOf(element, 'tbody')).toContain('New link of the vendor');
        expect(textOf(element, 'tbody')).toContain('Job 15');
        expect(textOf(element, 'tbody')).toContain('The job 15 saw it.');
        await expect(element).toBeAccessible();
    });

    it('offers each kind with its count, and says that deleted documents are only counted', async () => {
        const element = await show({ items: [], nextCursor: null, hidden: 0 });
        const offered = find(element, '.kinds').options.map(({ label }) => label);
        expect(offered).toContain('Everything (1,203)');
        expect(offered).toContain('New link of the vendor (1,200)');
        expect(offered).toContain('Renamed (0)');
        expect(textOf(element, '.deleted')).toContain('3');
    });

    it('shows one kind alone, and drops a late answer for another', async () => {
        const element = await show({ items: [finding], nextCursor: 'c1', hidden: 0 });
        let answer;
        listDrift.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
        findAround(element, '.more').click();
        listDrift.mockResolvedValue({ items: [{ ...finding, number: 32, kind: 'renamed' }], nextCursor: null, hidden: 0 });
        await choose(element, 'renamed');
        expect(listDrift).toHaveBeenLastCalledWith({ kind: 'renamed', cursor: null });
        answer({ items: [finding], nextCursor: null, hidden: 0 });
        await settle();
        expect(element.shadowRoot.querySelectorAll('tbody tr')).toHaveLength(1);
        expect(textOf(element, 'tbody')).toContain('Renamed');
    });

    it('reads on, and counts what is not visible over all pages', async () => {
        const element = await show({ items: [finding], nextCursor: 'c1', hidden: 12 });
        listDrift.mockResolvedValueOnce({ items: [{ ...finding, number: 30 }], nextCursor: null, hidden: 3 });
        findAround(element, '.more').click();
        await settle();
        expect(listDrift).toHaveBeenLastCalledWith({ kind: null, cursor: 'c1' });
        expect(element.shadowRoot.querySelectorAll('tbody tr')).toHaveLength(2);
        expect(findAround(element, '.hidden').textContent).toBe('15 not visible to you');
    });

    it.each([
        [0, 'Nothing has moved since the copy.'],
        [4, 'None of these documents is visible to you.']
    ])('says why there is nothing to show with %i hidden', async (hidden, words) => {
        const element = await show({ items: [], nextCursor: null, hidden }, {});
        expect(stateOf(element)).toMatchObject({ isEmpty: true, emptyText: words });
        expect(find(element, '.deleted')).toBeNull();
        await expect(element).toBeAccessible();
    });

    it('opens a document', async () => {
        const element = await show({ items: [finding], nextCursor: null, hidden: 0 });
        find(element, 'tbody a').click();
        expect(mockNavigate.mock.calls[0][0].attributes.recordId).toBe(finding.recordId);
    });

    it.each([
        ['forbidden', problem(403, 'app.no-permission')],
        ['unreachable', problem(0, 'app.unreachable')],
        ['other', problem(500, 'internal.unexpected')]
    ])('says that reading was %s, and reads again', async (kind, error) => {
        listDrift.mockRejectedValueOnce(error);
        const element = await show();
        expect(stateOf(element).problem.kind).toBe(kind);
        await expect(element).toBeAccessible();
        listDrift.mockResolvedValue({ items: [finding], nextCursor: null, hidden: 0 });
        stateOf(element).dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(find(element, 'tbody a')).not.toBeNull();
    });
});
