import { createElement } from 'lwc';
import { mockNavigate } from 'lightning/navigation';
import DocliftAccounts from 'c/docliftAccounts';
import listAccounts from '@salesforce/apex/DocliftAccountController.listAccounts';
import searchAccounts from '@salesforce/apex/DocliftAccountController.searchAccounts';

jest.mock('@salesforce/apex/DocliftAccountController.listAccounts', () => ({ default: jest.fn() }), { virtual: true });
jest.mock('@salesforce/apex/DocliftAccountController.searchAccounts', () => ({ default: jest.fn() }), { virtual: true });

const who = { roles: ['viewer', 'operator'], canSeeAllAccounts: true };
const northwind = {
    accountId: '001000000000001AAA',
    name: 'Northwind Traders',
    total: 2854,
    byState: { confirmed: 2000, verified: 800, failed: 4, conflicted: 41 },
    outOfScope: { folder: 9 },
    verifiedBytes: 5100000,
    needsAttention: 45,
    lastActivityAt: '2026-03-01T12:00:00.000Z'
};
const acme = {
    accountId: '001000000000002AAA',
    name: 'Acme',
    total: 0,
    byState: {},
    outOfScope: {},
    verifiedBytes: 0,
    needsAttention: 0,
    lastActivityAt: null
};
const firstPage = { filter: null, name: null, order: 'name', cursor: null };

function problem(status, code) {
    return { body: { message: JSON.stringify({ status, code, detail: '' }) } };
}

function page(count, nextCursor, from = 0) {
    const items = Array.from({ length: count }, (_, index) => ({ ...acme, accountId: `001${from + index}` }));
    return { items, nextCursor };
}

const settle = () => new Promise(process.nextTick);
const find = (element, selector) => element.shadowRoot.querySelector(selector);
const findAll = (element, selector) => [...element.shadowRoot.querySelectorAll(selector)];
const stateOf = (element) => find(element, 'c-doclift-state');

async function show(properties = {}) {
    const element = createElement('c-doclift-accounts', { is: DocliftAccounts });
    Object.assign(element, { who }, properties);
    document.body.appendChild(element);
    await settle();
    return element;
}

function type(element, value) {
    find(element, '.search').dispatchEvent(new CustomEvent('change', { detail: { value } }));
}

async function search(element, value) {
    jest.useFakeTimers({ doNotFake: ['nextTick'] });
    type(element, value);
    await jest.advanceTimersByTimeAsync(300);
    jest.useRealTimers();
    await settle();
}

describe('c-doclift-accounts', () => {
    afterEach(() => {
        document.body.replaceChildren();
        delete globalThis.IntersectionObserver;
        jest.useRealTimers();
    });

    it('is loading until the service has answered', async () => {
        listAccounts.mockReturnValue(new Promise(() => {}));
        const element = await show();
        expect(stateOf(element).isLoading).toBe(true);
        await expect(element).toBeAccessible();
    });

    it('says where to start when there is no Account', async () => {
        listAccounts.mockResolvedValue({ items: [], nextCursor: null });
        const element = await show();
        expect(stateOf(element).isEmpty).toBe(true);
        expect(stateOf(element).emptyText).toContain('No Account yet');
        await expect(element).toBeAccessible();
    });

    it('shows documents, states in words and what needs attention', async () => {
        listAccounts.mockResolvedValue({ items: [northwind, acme], nextCursor: null });
        const element = await show();
        expect(find(element, '.documents').textContent).toBe('2,854');
        expect(findAll(element, '.words').map(({ textContent }) => textContent)).toEqual([
            '2,000 switched · 800 copied and checked · 45 needing attention · 9 out of scope',
            'No documents known'
        ]);
        expect(find(element, '.attention-count').textContent).toContain('45');
        expect(findAll(element, '.activity').map(({ textContent }) => textContent)).toEqual([
            expect.stringContaining('2026'),
            'None yet'
        ]);
        await expect(element).toBeAccessible();
    });

    it('shows markup in a name as text', async () => {
        listAccounts.mockResolvedValue({ items: [{ ...acme, name: '<b>Acme</b>' }], nextCursor: null });
        const element = await show();
        expect(find(element, '.name a').textContent).toBe('<b>Acme</b>');
    });

    it('opens an Account', async () => {
        listAccounts.mockResolvedValue({ items: [northwind], nextCursor: null });
        const element = await show();
        find(element, '.name a').click();
        expect(mockNavigate.mock.calls[0][0].attributes.recordId).toBe(northwind.accountId);
    });

    it('leads from the menu of a row to the start page', async () => {
        listAccounts.mockResolvedValue({ items: [northwind], nextCursor: null });
        const element = await show();
        const navigate = jest.fn();
        element.addEventListener('navigate', (event) => navigate(event.detail));
        find(element, '.menu').dispatchEvent(new CustomEvent('select', { detail: { value: 'switch' } }));
        expect(navigate.mock.calls).toEqual([
            [{ page: 'start', accountId: northwind.accountId, operation: 'switch' }]
        ]);
    });

    it('opens an Account from the menu of its row', async () => {
        listAccounts.mockResolvedValue({ items: [northwind], nextCursor: null });
        const element = await show();
        find(element, '.menu').dispatchEvent(new CustomEvent('select', { detail: { value: 'open' } }));
        expect(mockNavigate.mock.calls[0][0].attributes.recordId).toBe(northwind.accountId);
    });

    it('tells a viewer who may start jobs', async () => {
        listAccounts.mockResolvedValue({ items: [northwind], nextCursor: null });
        const element = await show({ who: { roles: ['viewer'], canSeeAllAccounts: true } });
        const items = findAll(element, 'lightning-menu-item');
        expect(items.map(({ disabled }) => disabled)).toEqual([false, true, true, true]);
        expect(items[1].label).toBe('Back up (needs Doclift Operator)');
    });

    it('reads the list anew for a filter, and says when nothing is like it', async () => {
        listAccounts.mockResolvedValueOnce({ items: [northwind, acme], nextCursor: 'c1' });
        listAccounts.mockResolvedValueOnce({ items: [], nextCursor: null });
        const element = await show();
        find(element, '.filter').dispatchEvent(new CustomEvent('change', { detail: { value: 'needs-attention' } }));
        await settle();
        expect(listAccounts).toHaveBeenLastCalledWith({ ...firstPage, filter: 'needs-attention' });
        expect(stateOf(element).emptyText).toBe('No Account has such documents.');
        expect(findAll(element, 'tbody tr')).toHaveLength(0);
    });

    it('rolls back an Account from the menu of its row, after its name was asked for', async () => {
        listAccounts.mockResolvedValue({ items: [northwind, acme], nextCursor: null });
        const element = await show();
        const labels = findAll(element, 'lightning-menu-item').map(({ label }) => label);
        expect([labels[3], labels[7]]).toEqual(['Roll back', 'Roll back (no link is switched)']);
        find(element, '.menu').dispatchEvent(new CustomEvent('select', { detail: { value: 'roll_back' } }));
        await settle();
        const rollBack = find(element, 'c-doclift-account-roll-back');
        expect([rollBack.accountId, rollBack.switchedCount]).toEqual([northwind.accountId, 2000]);
        expect(rollBack.shadowRoot.querySelector('c-doclift-confirm')).not.toBeNull();
        expect(find(element, '.roll-back h3').textContent).toBe('Roll back Northwind Traders');
        await expect(element).toBeAccessible();
        rollBack.dispatchEvent(new CustomEvent('ended'));
        await settle();
        expect(listAccounts).toHaveBeenCalledTimes(2);
        expect(find(element, 'c-doclift-account-roll-back').switchedCount).toBe(0);
    });

    it('sorts by the head of a column, and the other way round by the same head', async () => {
        listAccounts.mockResolvedValue({ items: [northwind], nextCursor: null });
        const element = await show();
        const sorts = () => findAll(element, 'thead th').map((head) => head.getAttribute('aria-sort'));
        expect(sorts()).toEqual(['ascending', 'none', null, 'none', 'none', null]);
        find(element, '[data-key="total"]').click();
        await settle();
        expect(listAccounts).toHaveBeenLastCalledWith({ ...firstPage, order: '-total' });
        expect(sorts()).toEqual(['none', 'descending', null, 'none', 'none', null]);
        find(element, '[data-key="total"]').click();
        await settle();
        expect(listAccounts).toHaveBeenLastCalledWith({ ...firstPage, order: 'total' });
        expect(sorts()[1]).toBe('ascending');
        await expect(element).toBeAccessible();
    });

    it('sorts without heads where the rows are stacked', async () => {
        listAccounts.mockResolvedValue({ items: [northwind], nextCursor: null });
        const element = await show();
        expect(find(element, '.order').options).toHaveLength(8);
        find(element, '.order').dispatchEvent(new CustomEvent('change', { detail: { value: '-lastActivityAt' } }));
        await settle();
        expect(listAccounts).toHaveBeenLastCalledWith({ ...firstPage, order: '-lastActivityAt' });
    });

    it('keeps the filter and the order for what is searched', async () => {
        listAccounts.mockResolvedValue({ items: [northwind], nextCursor: null });
        const element = await show();
        find(element, '[data-key="needsAttention"]').click();
        find(element, '.filter').dispatchEvent(new CustomEvent('change', { detail: { value: 'switched' } }));
        await search(element, 'Nor');
        const wanted = { filter: 'switched', name: 'Nor', order: '-needsAttention', cursor: null };
        expect(listAccounts).toHaveBeenLastCalledWith(wanted);
        expect(searchAccounts).not.toHaveBeenCalled();
    });

    it('adds no page that was asked for in another order', async () => {
        listAccounts.mockResolvedValueOnce(page(200, 'c1'));
        let answer;
        listAccounts.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
        listAccounts.mockResolvedValueOnce(page(3, null));
        const element = await show();
        find(element, '.more lightning-button').click();
        find(element, '[data-key="total"]').click();
        await settle();
        answer(page(200, 'c2', 200));
        await settle();
        expect(findAll(element, 'tbody tr')).toHaveLength(3);
    });

    it('reads the next page by its button', async () => {
        listAccounts.mockResolvedValueOnce(page(200, 'c1'));
        listAccounts.mockResolvedValueOnce(page(10, null, 200));
        const element = await show();
        find(element, '.more lightning-button').click();
        await settle();
        expect(listAccounts.mock.calls[1][0]).toEqual({ ...firstPage, cursor: 'c1' });
        expect(findAll(element, 'tbody tr')).toHaveLength(210);
        expect(find(element, '.more')).toBeNull();
    });

    it('reads the next page when the end comes into view', async () => {
        const observers = [];
        globalThis.IntersectionObserver = class {
            constructor(callback) {
                this.callback = callback;
                observers.push(this);
            }
            observe() {}
            disconnect() {}
        };
        listAccounts.mockResolvedValueOnce(page(200, 'c1'));
        listAccounts.mockResolvedValueOnce(page(10, null, 200));
        const element = await show();
        observers.at(-1).callback([{ isIntersecting: true }]);
        await settle();
        expect(findAll(element, 'tbody tr')).toHaveLength(210);
    });

    it('stops at 1,000 and asks to refine the search', async () => {
        listAccounts.mockResolvedValueOnce(page(1000, 'c1'));
        const element = await show();
        expect(find(element, '.more')).toBeNull();
        expect(find(element, '.refine').textContent).toContain('the first 1,000');
    });

    it('goes on where the next page failed', async () => {
        listAccounts.mockResolvedValueOnce(page(200, 'c1'));
        listAccounts.mockRejectedValueOnce(problem(503, 'api.busy'));
        listAccounts.mockResolvedValueOnce(page(10, null, 200));
        const element = await show();
        find(element, '.more lightning-button').click();
        await settle();
        expect(stateOf(element).problem.kind).toBe('busy');
        stateOf(element).dispatchEvent(new CustomEvent('again'));
        await settle();
        expect(findAll(element, 'tbody tr')).toHaveLength(210);
    });

    it('searches 300 ms after typing and goes back to the list', async () => {
        listAccounts.mockResolvedValueOnce({ items: [northwind], nextCursor: null });
        listAccounts.mockResolvedValueOnce({ items: [acme], nextCursor: null });
        listAccounts.mockResolvedValueOnce({ items: [northwind], nextCursor: null });
        const element = await show();
        await search(element, 'Acme');
        expect(listAccounts).toHaveBeenLastCalledWith({ ...firstPage, name: 'Acme' });
        expect(find(element, '.name a').textContent).toBe('Acme');
        expect(find(element, '.status').textContent).toBe('Accounts found: 1');
        await search(element, '');
        expect(find(element, '.name a').textContent).toBe('Northwind Traders');
        expect(listAccounts).toHaveBeenCalledTimes(3);
    });

    it('says that the search found nothing', async () => {
        listAccounts.mockResolvedValue({ items: [northwind], nextCursor: null });
        const element = await show();
        listAccounts.mockResolvedValue({ items: [], nextCursor: null });
        await search(element, 'zz');
        expect(stateOf(element).emptyText).toContain('No Account that you may see');
        await expect(element).toBeAccessible();
    });

    it('offers only the search without the right to see all Accounts', async () => {
        const element = await show({ who: { ...who, canSeeAllAccounts: false } });
        expect(listAccounts).not.toHaveBeenCalled();
        expect(find(element, '.no-list').textContent).toContain('search for the Accounts');
        expect(stateOf(element)).toBeNull();
        searchAccounts.mockResolvedValue({ items: [acme] });
        await search(element, 'Acme');
        expect(searchAccounts.mock.calls).toEqual([[{ text: 'Acme' }]]);
        expect(find(element, '.name a').textContent).toBe('Acme');
        expect([find(element, '.filter'), find(element, '.sort')]).toEqual([null, null]);
        await expect(element).toBeAccessible();
        type(element, '');
        await settle();
        expect(findAll(element, 'tbody tr')).toHaveLength(0);
    });

    it('offers only the search when the list is refused', async () => {
        listAccounts.mockRejectedValue(problem(403, 'app.no-all-accounts'));
        const element = await show();
        expect(find(element, '.no-list')).not.toBeNull();
        expect(stateOf(element)).toBeNull();
    });

    it.each([
        ['an error', problem(500, 'internal.unexpected'), 'other'],
        ['an unreachable service', problem(0, 'app.unreachable'), 'unreachable'],
        ['a missing right', problem(403, 'app.no-permission'), 'forbidden']
    ])('shows %s', async (_, error, kind) => {
        listAccounts.mockRejectedValue(error);
        const element = await show();
        expect(stateOf(element).problem.kind).toBe(kind);
        await expect(element).toBeAccessible();
    });
});
