import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import checkConnections from '@salesforce/apex/DocliftSetupController.checkConnections';
import countPeople from '@salesforce/apex/DocliftSetupController.countPeople';
import readSupportBundle from '@salesforce/apex/DocliftSetupController.readSupportBundle';
import { sentenceOf, toProblem } from 'c/docliftErrors';
import { fill, formatCount } from 'c/docliftFormat';
import { GROUPS_PATH, cardOfProblem, cardsOf } from './cards';
import { labels } from './labels';

/** The permission set groups by role, as countPeople names them. */
const GROUPS = {
    viewer: 'DocliftViewer',
    operator: 'DocliftOperator',
    approver: 'DocliftApprover',
    admin: 'DocliftAdmin'
};

/** Whether everything is connected, which settings hold, who may do what, and what to send to support. */
export default class DocliftSetup extends NavigationMixin(LightningElement) {
    /** The answer of whoAmI. */
    @api who;

    labels = labels;
    cards = [];
    connectionProblem = null;
    isChecking = false;
    people = null;
    peopleProblem = null;
    isCopying = false;
    supportResult = '';
    /** The details themselves, only when the browser refuses to copy them. */
    supportText = '';

    connectedCallback() {
        this.check();
        this.count();
    }

    async check() {
        this.isChecking = true;
        const readAt = new Date().toISOString();
        try {
            this.cards = cardsOf((await checkConnections()).items, readAt);
            this.connectionProblem = null;
        } catch (error) {
            this.showProblem(toProblem(error), readAt);
        }
        this.isChecking = false;
    }

    /** What the user may not see is no fault of a connection; everything else is one of the service. */
    showProblem(problem, triedAt) {
        const isForbidden = problem.kind === 'forbidden';
        this.connectionProblem = isForbidden ? problem : null;
        this.cards = isForbidden ? [] : [cardOfProblem(problem, triedAt)];
    }

    async count() {
        this.peopleProblem = null;
        try {
            this.people = await countPeople();
        } catch (error) {
            this.peopleProblem = toProblem(error);
        }
    }

    get isLoading() {
        return this.isChecking && this.cards.length === 0;
    }

    get isCounting() {
        return !this.people && !this.peopleProblem;
    }

    get groups() {
        return Object.entries(GROUPS).map(([role, group]) => ({
            group,
            label: labels.roles[role],
            may: labels.may[role],
            count: formatCount(this.people?.[group] ?? 0)
        }));
    }

    get groupsLabel() {
        return fill(labels.open, labels.groups);
    }

    get mayNotCopy() {
        return !this.who?.roles.includes('admin');
    }

    get isCopyDisabled() {
        return this.mayNotCopy || this.isCopying;
    }

    /** Nothing is said while it is not known who the user is. */
    get whoMayCopy() {
        return this.who && this.mayNotCopy ? fill(labels.needsRole, labels.roles.admin) : '';
    }

    handleCheck() {
        this.check();
    }

    handleCount() {
        this.count();
    }

    handleOpen(event) {
        const { page } = this.cards.find(({ name }) => name === event.target.dataset.name);
        this.openSetup(page.path);
    }

    handleOpenGroups() {
        this.openSetup(GROUPS_PATH);
    }

    openSetup(url) {
        this[NavigationMixin.Navigate]({ type: 'standard__webPage', attributes: { url } });
    }

    async handleCopy() {
        this.isCopying = true;
        this.supportResult = this.supportText = '';
        try {
            await this.copy(JSON.stringify(await readSupportBundle(), null, 2));
        } catch (error) {
            this.supportResult = sentenceOf(toProblem(error));
        }
        this.isCopying = false;
    }

    async copy(text) {
        try {
            await navigator.clipboard.writeText(text);
            this.supportResult = labels.copied;
        } catch {
            this.supportResult = labels.copyByHand;
            this.supportText = text;
        }
    }
}
