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
    verifiedBytes: 5100000
};
const acme = { accountId: '001000000000002AAA', name: 'Acme', total: 0, byState: {}, outOfScope: {}, verifiedBytes: 0 };

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
            '2,000 switched · 800 copied and checked · 45 need attention · 9 out of scope',
            'No documents known'
        ]);
        expect(find(element, '.attention-count').textContent).toContain('45');
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
        expect(items.map(({ disabled }) => disabled)).toEqual([false, true, true]);
        expect(items[1].label).toBe('Back up (needs Doclift Operator)');
    });

    it('reads the list anew for a filter, and says when nothing is like it', async () => {
        listAccounts.mockResolvedValueOnce({ items: [northwind, acme], nextCursor: 'c1' });
        listAccounts.mockResolvedValueOnce({ items: [], nextCursor: null });
        const element = await show();
        find(element, '.filter').dispatchEvent(new CustomEvent('change', { detail: { value: 'needs-attention' } }));
        await settle();
        expect(listAccounts).toHaveBeenLastCalledWith({ filter: 'needs-attention', cursor: null });
        expect(stateOf(element).emptyText).toBe('No Account has such documents.');
        expect(findAll(element, 'tbody tr')).toHaveLength(0);
    });

    it('offers no filter for what was searched', async () => {
        listAccounts.mockResolvedValue({ items: [northwind], nextCursor: null });
        searchAccounts.mockResolvedValue({ items: [acme] });
        const element = await show();
        await search(element, 'Acm');
        expect(find(element, '.filter')).toBeNull();
    });

    it('reads the next page by its button', async () => {
        listAccounts.mockResolvedValueOnce(page(200, 'c1'));
        listAccounts.mockResolvedValueOnce(page(10, null, 200));
        const element = await show();
        find(element, '.more lightning-button').click();
        await settle();
        expect(listAccounts.mock.calls[1][0]).toEqual({ filter: null, cursor: 'c1' });
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
        listAccounts.mockResolvedValue({ items: [northwind], nextCursor: null });
        searchAccounts.mockResolvedValue({ items: [acme] });
        const element = await show();
        await search(element, 'Acme');
        expect(searchAccounts.mock.calls).toEqual([[{ text: 'Acme' }]]);
        expect(find(element, '.name a').textContent).toBe('Acme');
        expect(find(element, '.status').textContent).toBe('Accounts found: 1');
        type(element, '');
        await settle();
        expect(find(element, '.name a').textContent).toBe('Northwind Traders');
        expect(listAccounts).toHaveBeenCalledTimes(1);
    });

    it('says that the search found nothing', async () => {
        listAccounts.mockResolvedValue({ items: [northwind], nextCursor: null });
        searchAccounts.mockResolvedValue({ items: [] });
        const element = await show();
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
        expect(find(element, '.name a').textContent).toBe('Acme');
        await expect(element).toBeAccessible();
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
