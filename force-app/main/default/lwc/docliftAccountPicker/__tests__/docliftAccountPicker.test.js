import { createElement } from 'lwc';
import DocliftAccountPicker from 'c/docliftAccountPicker';
import searchAccounts from '@salesforce/apex/DocliftAccountController.searchAccounts';

jest.mock('@salesforce/apex/DocliftAccountController.searchAccounts', () => ({ default: jest.fn() }), { virtual: true });

const northwind = { accountId: '001000000000001AAA', name: 'Northwind Traders', total: 2854 };
const acme = { accountId: '001000000000002AAA', name: 'Acme', total: 0 };

function show(accounts = []) {
    const element = createElement('c-doclift-account-picker', { is: DocliftAccountPicker });
    element.accounts = accounts;
    document.body.appendChild(element);
    return element;
}

const find = (element, selector) => element.shadowRoot.querySelector(selector);
const findAll = (element, selector) => [...element.shadowRoot.querySelectorAll(selector)];

function type(element, value) {
    find(element, 'lightning-input').dispatchEvent(new CustomEvent('change', { detail: { value } }));
}

async function search(element, value) {
    type(element, value);
    await jest.advanceTimersByTimeAsync(300);
}

describe('c-doclift-account-picker', () => {
    beforeEach(() => jest.useFakeTimers());

    afterEach(() => {
        document.body.replaceChildren();
        jest.useRealTimers();
    });

    it('shows nothing before something is typed', async () => {
        const element = show();
        expect(find(element, '.options')).toBeNull();
        jest.useRealTimers();
        await expect(element).toBeAccessible();
    });

    it('searches once, 300 ms after the last letter', async () => {
        searchAccounts.mockResolvedValue({ items: [northwind] });
        const element = show();
        type(element, 'No');
        await jest.advanceTimersByTimeAsync(299);
        type(element, 'Nor');
        await jest.advanceTimersByTimeAsync(299);
        expect(searchAccounts).not.toHaveBeenCalled();
        await jest.advanceTimersByTimeAsync(1);
        expect(searchAccounts.mock.calls).toEqual([[{ text: 'Nor' }]]);
    });

    it('does not search for a single letter', async () => {
        const element = show();
        await search(element, 'N');
        expect(searchAccounts).not.toHaveBeenCalled();
    });

    it('says that it is searching', async () => {
        searchAccounts.mockReturnValue(new Promise(() => {}));
        const element = show();
        await search(element, 'Nor');
        expect(find(element, '.status').textContent).toBe('Searching');
    });

    it('offers what was found, with its number of documents', async () => {
        searchAccounts.mockResolvedValue({ items: [northwind, acme] });
        const element = show();
        await search(element, 'or');
        expect(find(element, '.status').textContent).toBe('Accounts found: 2');
        expect(find(element, '.add').textContent).toContain('Documents: 2,854');
        jest.useRealTimers();
        await expect(element).toBeAccessible();
    });

    it('says that nothing was found', async () => {
        searchAccounts.mockResolvedValue({ items: [] });
        const element = show();
        await search(element, 'zz');
        expect(find(element, '.status').textContent).toContain('No Account that you may see');
        jest.useRealTimers();
        await expect(element).toBeAccessible();
    });

    it('drops an answer to an older text', async () => {
        let answerFirst;
        searchAccounts.mockReturnValueOnce(new Promise((resolve) => (answerFirst = resolve)));
        searchAccounts.mockResolvedValueOnce({ items: [acme] });
        const element = show();
        await search(element, 'Nor');
        await search(element, 'Acme');
        answerFirst({ items: [northwind] });
        await jest.advanceTimersByTimeAsync(0);
        expect(findAll(element, '.add').map(({ dataset }) => dataset.id)).toEqual([acme.accountId]);
    });

    it('tells which Accounts are chosen after one is added', async () => {
        searchAccounts.mockResolvedValue({ items: [northwind] });
        const element = show([acme]);
        const choose = jest.fn();
        element.addEventListener('choose', (event) => choose(event.detail.accounts));
        await search(element, 'Nor');
        find(element, '.add').click();
        expect(choose.mock.calls).toEqual([[[acme, northwind]]]);
    });

    it('tells which Accounts are chosen after one is removed', async () => {
        const element = show([acme, northwind]);
        const choose = jest.fn();
        element.addEventListener('choose', (event) => choose(event.detail.accounts));
        find(element, '.remove').click();
        expect(choose.mock.calls).toEqual([[[northwind]]]);
        jest.useRealTimers();
        await expect(element).toBeAccessible();
    });

    it('does not offer what is chosen already', async () => {
        searchAccounts.mockResolvedValue({ items: [northwind] });
        const element = show([northwind]);
        await search(element, 'Nor');
        expect(find(element, '.add')).toBeNull();
    });

    it('shows markup in a name as text', () => {
        const element = show([{ ...acme, name: '<b>Acme</b>' }]);
        expect(find(element, '.chosen bdi').textContent).toBe('<b>Acme</b>');
    });

    it.each([
        ['that the service does not answer', 0, 'app.unreachable', 'does not answer'],
        ['that the right is missing', 403, 'app.no-permission', 'no access to Doclift'],
        ['that something went wrong', 500, 'internal.unexpected', 'unexpected']
    ])('says %s', async (_, status, code, words) => {
        searchAccounts.mockRejectedValue({ body: { message: JSON.stringify({ status, code, detail: '' }) } });
        const element = show();
        await search(element, 'Nor');
        expect(find(element, '.status').textContent).toContain(words);
        jest.useRealTimers();
        await expect(element).toBeAccessible();
    });
});
