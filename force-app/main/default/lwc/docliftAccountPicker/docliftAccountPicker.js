import { LightningElement, api } from 'lwc';
import searchAccounts from '@salesforce/apex/DocliftAccountController.searchAccounts';
import { sentenceOf, toProblem } from 'c/docliftErrors';
import { fill, formatCount } from 'c/docliftFormat';
import add from '@salesforce/label/c.Doclift_Picker_Add';
import chosen from '@salesforce/label/c.Doclift_Picker_Chosen';
import documents from '@salesforce/label/c.Doclift_Picker_Documents';
import found from '@salesforce/label/c.Doclift_Accounts_Found';
import label from '@salesforce/label/c.Doclift_Picker_Label';
import nothingFound from '@salesforce/label/c.Doclift_Accounts_NothingFound';
import placeholder from '@salesforce/label/c.Doclift_Picker_Placeholder';
import remove from '@salesforce/label/c.Doclift_Picker_Remove';
import searching from '@salesforce/label/c.Doclift_Accounts_Searching';

/** A pause in the typing after which it is searched. */
const PAUSE_MS = 300;
const SHORTEST_TEXT = 2;

/**
 * Chooses Accounts by search, among those the user may see.
 * @fires choose with `detail.accounts`, all that are chosen then. Not `change`, which the search box inside fires too.
 */
export default class DocliftAccountPicker extends LightningElement {
    /** The Accounts that are chosen, as the service describes them. */
    @api accounts = [];

    labels = { chosen, label, placeholder };
    found = [];
    status = '';
    text = '';

    disconnectedCallback() {
        clearTimeout(this.timer);
    }

    get chosen() {
        return this.accounts.map((account) => ({ ...account, removeLabel: fill(remove, account.name) }));
    }

    get hasChosen() {
        return this.accounts.length > 0;
    }

    get options() {
        return this.found.filter(({ accountId }) => !this.isChosen(accountId)).map(toOption);
    }

    get hasOptions() {
        return this.options.length > 0;
    }

    isChosen(accountId) {
        return this.accounts.some((account) => account.accountId === accountId);
    }

    handleTyped(event) {
        this.text = event.detail.value.trim();
        clearTimeout(this.timer);
        if (this.text.length < SHORTEST_TEXT) {
            this.show([], '');
            return;
        }
        // eslint-disable-next-line @lwc/lwc/no-async-operation
        this.timer = setTimeout(() => this.search(this.text), PAUSE_MS);
    }

    /** An answer to a text that is no longer the one in the box is dropped. */
    async search(text) {
        this.status = searching;
        try {
            const { items } = await searchAccounts({ text });
            const status = items.length ? fill(found, formatCount(items.length)) : nothingFound;
            if (text === this.text) this.show(items, status);
        } catch (error) {
            if (text === this.text) this.show([], sentenceOf(toProblem(error)));
        }
    }

    show(items, status) {
        this.found = items;
        this.status = status;
    }

    handleAdd(event) {
        const { id } = event.currentTarget.dataset;
        const account = this.found.find(({ accountId }) => accountId === id);
        this.choose([...this.accounts, account]);
    }

    handleRemove(event) {
        const { id } = event.currentTarget.dataset;
        this.choose(this.accounts.filter(({ accountId }) => accountId !== id));
    }

    choose(accounts) {
        this.dispatchEvent(new CustomEvent('choose', { detail: { accounts } }));
    }
}

function toOption({ accountId, name, total }) {
    return { accountId, name, documents: fill(documents, formatCount(total)), addLabel: fill(add, name) };
}
