import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import { formatCount } from 'c/docliftFormat';
import account from '@salesforce/label/c.Doclift_Accounts_Account';
import documents from '@salesforce/label/c.Doclift_Accounts_Documents';
import hidden from '@salesforce/label/c.Doclift_Largest_Hidden';
import sentence from '@salesforce/label/c.Doclift_Largest_Sentence';
import title from '@salesforce/label/c.Doclift_Largest_Title';

/** The Accounts with most documents of a list of changes, known before the job begins. */
export default class DocliftLargestAccounts extends NavigationMixin(LightningElement) {
    /** largestAccounts of a job; those that the user may not see have neither id nor name. */
    @api accounts;

    labels = { account, documents, hidden, sentence, title };

    get rows() {
        return this.accounts.map(({ accountId, accountName, items }, index) => ({
            key: `${index}`,
            accountId,
            href: `/${accountId}`,
            name: accountName || accountId,
            documents: formatCount(items)
        }));
    }

    handleOpen(event) {
        event.preventDefault();
        const recordId = event.currentTarget.dataset.id;
        this[NavigationMixin.Navigate]({ type: 'standard__recordPage', attributes: { recordId, actionName: 'view' } });
    }
}
