import { createElement } from 'lwc';
import { mockNavigate } from 'lightning/navigation';
import DocliftLargestAccounts from 'c/docliftLargestAccounts';

const accounts = [
    { accountId: '001000000000001AAA', accountName: '<b>Northwind</b> Traders', items: 12854 },
    { accountId: null, accountName: null, items: 300 },
    { accountId: '001000000000003AAA', accountName: null, items: 2 }
];
const rowsOf = (element) => [...element.shadowRoot.querySelectorAll('tbody tr')].map(({ textContent }) => textContent);

function show(given = accounts) {
    const element = createElement('c-doclift-largest-accounts', { is: DocliftLargestAccounts });
    element.accounts = given;
    document.body.appendChild(element);
    return element;
}

describe('c-doclift-largest-accounts', () => {
    afterEach(() => document.body.replaceChildren());

    it('shows each Account with its documents, a name as text and without a name its id', async () => {
        const element = show();
        expect(rowsOf(element)).toEqual([
            '<b>Northwind</b> Traders12,854',
            'An Account you cannot see300',
            '001000000000003AAA2'
        ]);
        expect(element.shadowRoot.querySelectorAll('a')).toHaveLength(2);
        await expect(element).toBeAccessible();
    });

    it('says why it matters', () => {
        expect(show().shadowRoot.querySelector('.sentence').textContent).toContain('wait for each other');
    });

    it('opens an Account', () => {
        show().shadowRoot.querySelector('a').click();
        const attributes = { recordId: '001000000000001AAA', actionName: 'view' };
        expect(mockNavigate).toHaveBeenCalledWith({ type: 'standard__recordPage', attributes });
    });
});
