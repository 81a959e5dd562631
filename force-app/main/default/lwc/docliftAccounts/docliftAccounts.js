import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import listAccounts from '@salesforce/apex/DocliftAccountController.listAccounts';
import searchAccounts from '@salesforce/apex/DocliftAccountController.searchAccounts';
import { toProblem } from 'c/docliftErrors';
import { fill, formatCount } from 'c/docliftFormat';
import { FIRST_ORDER, nextOrder, ORDER_OPTIONS, toHeads } from './columns';
import { labels } from './labels';
import { toRow } from './rows';

/** A pause in the typing after which it is searched. */
const PAUSE_MS = 300;
const SHORTEST_TEXT = 2;
const MOST_ROWS = 1000;
const EVERY_ACCOUNT = 'all';

/**
 * All Accounts with their documents and states, by name, filtered and sorted. Without the right to see all of them, those
 * that a search finds.
 * @fires navigate to the start page for one Account
 */
export default class DocliftAccounts extends NavigationMixin(LightningElement) {
    /** The answer of whoAmI. */
    @api who;

    labels = labels;
    orders = ORDER_OPTIONS;
    /** The list as far as it was read; null before its first answer. */
    listed = null;
    /** What the search found; null while the list is shown. */
    found = null;
    cursor = null;
    isLoading = false;
    isReadingMore = false;
    hasNoList = false;
    problem = null;
    text = '';
    turn = 0;
    filter = EVERY_ACCOUNT;
    order = FIRST_ORDER;
    /** The row that is rolled back; it stays when the list is read anew, so that its result can be read. */
    rollingBack = null;

    connectedCallback() {
        this.hasNoList = this.who?.canSeeAllAccounts === false;
        if (!this.hasNoList) this.load();
    }

    disconnectedCallback() {
        clearTimeout(this.timer);
        this.sentinel?.disconnect();
    }

    renderedCallback() {
        this.watchEnd();
    }

    get mayAct() {
        return Boolean(this.who?.roles.includes('operator'));
    }

    get rows() {
        return this.found ?? this.listed ?? [];
    }

    get isEmpty() {
        return this.rows.length === 0;
    }

    /** Without the list there is nothing to show before something was searched for. */
    get isNeeded() {
        return !this.hasNoList || Boolean(this.found) || this.isLoading || Boolean(this.problem);
    }

    get emptyText() {
        if (this.sought) return labels.nothingFound;
        return this.filter === EVERY_ACCOUNT ? labels.empty : labels.nothingLikeIt;
    }

    get filters() {
        return [
            { label: labels.filterAll, value: EVERY_ACCOUNT },
            { label: labels.filterAttention, value: 'needs-attention' },
            { label: labels.filterNotCopied, value: 'not-copied' },
            { label: labels.filterSwitched, value: 'switched' },
            { label: labels.filterConflicted, value: 'conflicted' }
        ];
    }

    /** Without the list there are at most ten Accounts. */
    get isFilterOffered() {
        return !this.hasNoList;
    }

    get heads() {
        return toHeads(this.hasNoList ? undefined : this.order);
    }

    get rollBackTitle() {
        return fill(labels.rollBackOf, this.rollingBack.name);
    }

    /** What the list is searched for; a single letter finds too much. */
    get sought() {
        return this.text.length < SHORTEST_TEXT ? null : this.text;
    }

    get status() {
        if (this.isLoading && this.text) return labels.searching;
        if (this.isLoading || this.isEmpty) return '';
        return fill(this.sought ? labels.found : labels.shown, formatCount(this.rows.length));
    }

    get hasMore() {
        return this.isCut && this.listed.length < MOST_ROWS;
    }

    get refineSentence() {
        return this.isCut && !this.hasMore ? fill(labels.refine, formatCount(MOST_ROWS)) : '';
    }

    get isCut() {
        return !this.found && Boolean(this.cursor);
    }

    load() {
        this.read(() => listAccounts(this.pageAfter(null)), this.addPage);
    }

    pageAfter(cursor) {
        const filter = this.filter === EVERY_ACCOUNT ? null : this.filter;
        return { filter, name: this.sought, order: this.order, cursor };
    }

    loadAnew() {
        this.listed = null;
        this.cursor = null;
        this.load();
    }

    search() {
        if (this.hasNoList) this.searchVisible(this.sought);
        else this.loadAnew();
    }

    searchVisible(text) {
        this.read(
            () => searchAccounts({ text }),
            ({ items }) => {
                this.found = items.map(this.toRow);
            }
        );
    }

    /** Of several readings only the newest is shown. */
    async read(ask, take) {
        this.turn += 1;
        const { turn } = this;
        this.isLoading = true;
        this.problem = null;
        const show = await ask().then(
            (answer) => () => take(answer),
            (error) => () => this.fail(toProblem(error))
        );
        if (turn !== this.turn) return;
        this.isLoading = false;
        show();
    }

    async loadMore() {
        if (this.isReadingMore || !this.hasMore) return;
        this.isReadingMore = true;
        try {
            await this.readNext();
        } catch (error) {
            this.problem = toProblem(error);
        } finally {
            this.isReadingMore = false;
        }
    }

    /** A page that was asked for before the list was read anew is not added. */
    async readNext() {
        const { turn } = this;
        const page = await listAccounts(this.pageAfter(this.cursor));
        if (turn === this.turn) this.addPage(page);
    }

    addPage = ({ items, nextCursor }) => {
        this.listed = [...(this.listed ?? []), ...items.map(this.toRow)];
        this.cursor = nextCursor;
    };

    toRow = (account) => toRow(account, this.mayAct);

    /** Without the right to see all Accounts the list is not an error: the search remains. */
    fail(problem) {
        if (problem.code === 'app.no-all-accounts') this.hasNoList = true;
        else this.problem = problem;
    }

    handleAgain() {
        this.problem = null;
        if (this.hasNoList) this.searchVisible(this.sought);
        else if (this.listed) this.loadMore();
        else this.load();
    }

    forgetFound() {
        this.turn += 1;
        this.found = null;
        this.problem = null;
        this.isLoading = false;
    }

    handleFilter(event) {
        this.filter = event.detail.value;
        this.loadAnew();
    }

    handleOrder(event) {
        this.order = event.detail.value;
        this.loadAnew();
    }

    handleHead(event) {
        this.order = nextOrder(event.currentTarget.dataset.key, this.order);
        this.loadAnew();
    }

    handleTyped(event) {
        const before = this.sought;
        this.text = event.detail.value.trim();
        clearTimeout(this.timer);
        if (this.hasNoList && !this.sought) this.forgetFound();
        else if (this.sought !== before) this.searchLater(this.sought ? PAUSE_MS : 0);
    }

    searchLater(pause) {
        // eslint-disable-next-line @lwc/lwc/no-async-operation
        this.timer = setTimeout(() => this.search(), pause);
    }

    handleOpen(event) {
        event.preventDefault();
        this.openAccount(event.currentTarget.dataset.id);
    }

    handleAct(event) {
        const accountId = event.currentTarget.dataset.id;
        const operation = event.detail.value;
        if (operation === 'open') this.openAccount(accountId);
        else if (operation === 'roll_back') this.askToRollBack(accountId);
        else this.navigate({ page: 'start', accountId, operation });
    }

    async askToRollBack(accountId) {
        this.rollingBack = null;
        await Promise.resolve();
        this.rollingBack = this.rows.find((row) => row.accountId === accountId);
        await Promise.resolve();
        this.template.querySelector('c-doclift-account-roll-back')?.ask();
    }

    /** What is left of it is told by its row, from whose menu it is asked for again. */
    handleRolledBack() {
        this.rollingBack = { ...this.rollingBack, switchedCount: 0 };
        if (this.hasNoList) this.searchVisible(this.sought);
        else this.loadAnew();
    }

    openAccount(recordId) {
        const attributes = { recordId, objectApiName: 'Account', actionName: 'view' };
        this[NavigationMixin.Navigate]({ type: 'standard__recordPage', attributes });
    }

    navigate(detail) {
        this.dispatchEvent(new CustomEvent('navigate', { detail, bubbles: true, composed: true }));
    }

    /** Reads the next page when the end of the table comes into view. */
    watchEnd() {
        this.sentinel?.disconnect();
        const end = this.template.querySelector('.more');
        if (!end || typeof IntersectionObserver === 'undefined') return;
        this.sentinel = new IntersectionObserver((entries) => {
            if (entries.some(({ isIntersecting }) => isIntersecting)) this.loadMore();
        });
        this.sentinel.observe(end);
    }
}
