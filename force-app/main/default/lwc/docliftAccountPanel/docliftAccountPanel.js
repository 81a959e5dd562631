import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import { referenceTo } from 'c/docliftAddress';
import { toProblem } from 'c/docliftErrors';
import { fill, formatCount } from 'c/docliftFormat';
import readAccount from '@salesforce/apex/DocliftAccountController.readAccount';
import listDocuments from '@salesforce/apex/DocliftRecordController.listDocuments';
import whoAmI from '@salesforce/apex/DocliftWhoController.whoAmI';
import empty from '@salesforce/label/c.Doclift_Panel_Empty';
import emptyHidden from '@salesforce/label/c.Doclift_Panel_EmptyHidden';
import find from '@salesforce/label/c.Doclift_Panel_Find';
import hidden from '@salesforce/label/c.Doclift_Panel_Hidden';
import needsOperator from '@salesforce/label/c.Doclift_Row_NeedsOperatorSentence';
import nothingFound from '@salesforce/label/c.Doclift_Panel_NothingFound';
import refine from '@salesforce/label/c.Doclift_Panel_Refine';
import shown from '@salesforce/label/c.Doclift_Panel_Shown';
import showMore from '@salesforce/label/c.Doclift_Panel_ShowMore';
import switchLinks from '@salesforce/label/c.Doclift_Panel_Switch';
import title from '@salesforce/label/c.Doclift_Panel_Title';
import titleCount from '@salesforce/label/c.Doclift_Panel_TitleCount';

/** More rows than these nobody reads, and they make the page slow. */
const LIMIT = 1000;

/** The documents of one Account, as far as the user may see them. */
export default class DocliftAccountPanel extends NavigationMixin(LightningElement) {
    label = { find, needsOperator, nothingFound, refine, showMore, switchLinks };
    who;
    total = 0;
    switchedCount = 0;
    records = [];
    hiddenCount = 0;
    cursor;
    sought = '';
    isLoading = true;
    isLoadingMore = false;
    problem;
    problemOfMore;
    accountId;

    /** Id of the Account. */
    @api
    get recordId() {
        return this.accountId;
    }

    set recordId(value) {
        this.accountId = value;
        if (value) this.load();
    }

    get title() {
        return this.total > 0 ? fill(titleCount, formatCount(this.total)) : title;
    }

    get hiddenText() {
        return this.hiddenCount > 0 ? fill(hidden, formatCount(this.hiddenCount)) : undefined;
    }

    get isEmpty() {
        return this.records.length === 0 && !this.hasMore;
    }

    get emptyText() {
        return this.hiddenCount > 0 ? emptyHidden : empty;
    }

    get isLooking() {
        return this.who !== undefined && !this.who.roles.includes('operator');
    }

    get isSwitchDisabled() {
        return !this.who?.roles.includes('operator');
    }

    /** Not taken away while the list is read anew after it, so that its result stays to be read. */
    get hasActs() {
        return this.total > 0;
    }

    get found() {
        const sought = this.sought.trim().toLocaleLowerCase();
        if (!sought) return this.records;
        return this.records.filter(({ name }) => name.toLocaleLowerCase().includes(sought));
    }

    get shownText() {
        return fill(shown, formatCount(this.found.length));
    }

    get isNothingFound() {
        return this.records.length > 0 && this.found.length === 0;
    }

    get hasRead() {
        return this.records.length + this.hiddenCount;
    }

    get hasMore() {
        return Boolean(this.cursor) && this.hasRead < LIMIT;
    }

    get isAtLimit() {
        return Boolean(this.cursor) && this.hasRead >= LIMIT;
    }

    async load() {
        const { accountId } = this;
        this.isLoading = true;
        this.problem = undefined;
        const facts = await readFacts(accountId);
        // The page may show another Account by now.
        if (accountId !== this.accountId) return;
        this.isLoading = false;
        this.show(facts);
    }

    show({ who, account, page, problem }) {
        this.problem = problem;
        this.who = who;
        this.total = account?.total ?? 0;
        this.switchedCount = switchedOf(account);
        this.records = [];
        this.hiddenCount = 0;
        this.cursor = undefined;
        if (page) this.addPage(page);
    }

    addPage({ items, nextCursor, hidden: hiddenHere }) {
        this.records = [...this.records, ...items];
        this.hiddenCount += hiddenHere ?? 0;
        this.cursor = nextCursor;
    }

    async handleMore() {
        const { accountId, cursor } = this;
        this.isLoadingMore = true;
        this.problemOfMore = undefined;
        try {
            const page = await listDocuments({ accountId, cursor });
            if (accountId === this.accountId) this.addPage(page);
        } catch (error) {
            this.problemOfMore = toProblem(error);
        }
        this.isLoadingMore = false;
    }

    /** Nothing is switched by it: the page that opens plans, and says what would happen. */
    handleSwitch() {
        const target = { page: 'start', operation: 'switch', accountId: this.accountId };
        this[NavigationMixin.Navigate](referenceTo(target));
    }

    handleFind(event) {
        this.sought = event.detail.value;
    }

    handleRecordChange({ detail: { record } }) {
        this.records = this.records.map((known) => (known.recordId === record.recordId ? record : known));
    }
}

/** An Account that the service does not know has no documents; that is no error. */
async function readFacts(accountId) {
    try {
        const [who, account, page] = await Promise.all([
            whoAmI(),
            readAccount({ accountId }),
            listDocuments({ accountId, cursor: null })
        ]);
        return { who, account, page };
    } catch (error) {
        const problem = toProblem(error);
        return problem.code === 'account.not-found' ? {} : { problem };
    }
}

/** Links that were switched, also those that still have to be read back. */
function switchedOf(account) {
    const { switched = 0, confirmed = 0 } = account?.byState ?? {};
    return switched + confirmed;
}
