import { LightningElement, api } from 'lwc';
import { toProblem } from 'c/docliftErrors';
import readHistory from '@salesforce/apex/DocliftRecordController.readHistory';
import readRecord from '@salesforce/apex/DocliftRecordController.readRecord';
import whoAmI from '@salesforce/apex/DocliftWhoController.whoAmI';
import backToThis from '@salesforce/label/c.Doclift_History_BackToThis';
import conflict from '@salesforce/label/c.Doclift_Conflict_Title';
import empty from '@salesforce/label/c.Doclift_History_Empty';
import healings from '@salesforce/label/c.Doclift_History_Healings';
import keepMine from '@salesforce/label/c.Doclift_Conflict_KeepMine';
import kept from '@salesforce/label/c.Doclift_Conflict_Kept';
import keptBack from '@salesforce/label/c.Doclift_History_KeptBack';
import needsOperator from '@salesforce/label/c.Doclift_Row_NeedsOperatorSentence';
import present from '@salesforce/label/c.Doclift_History_Present';
import release from '@salesforce/label/c.Doclift_Row_Release';
import restoreOriginal from '@salesforce/label/c.Doclift_Conflict_RestoreOriginal';
import title from '@salesforce/label/c.Doclift_History_Title';
import { conflictOf } from './conflict';
import { healingsOf, valuesOf } from './values';

/**
 * Each value the link of a document ever had, the newest first, and the way back. Alone on the page of a document it
 * needs the record id only; inside the panel it is given the document and the user, and the panel keeps them.
 * @fires recordchange with detail.record when the link was rolled back
 */
export default class DocliftDocumentHistory extends LightningElement {
    /** Answer of whoAmI; read here when it is not given. */
    @api who;

    label = {
        backToThis,
        conflict,
        empty,
        healings,
        keepMine,
        kept,
        keptBack,
        needsOperator,
        present,
        release,
        restoreOriginal,
        title
    };
    current;
    items = [];
    /** Each time that a check put its copy right. */
    givenHealings = [];
    /** Names of the users in the history, by id. */
    names = {};
    user;
    isLoading = true;
    /** The act under way. */
    act;
    /** The user chose to keep the value that someone else put there. */
    isKept = false;
    problem;
    pageRecordId;
    given;

    /** Id of the document; the record page gives it. */
    @api
    get recordId() {
        return this.pageRecordId;
    }

    set recordId(value) {
        this.pageRecordId = value;
        if (this.isConnected) this.load();
    }

    /** The document, where it is known already. */
    @api
    get record() {
        return this.given;
    }

    set record(value) {
        this.given = value;
        if (this.isConnected) this.load();
    }

    connectedCallback() {
        this.load();
    }

    get isLooking() {
        return !this.user?.roles.includes('operator');
    }

    get isEmpty() {
        return this.items.length === 0;
    }

    get conflict() {
        return this.isKept || !this.current ? undefined : conflictOf(this.current, this.items, this.names);
    }

    /** In the panel the menu of the document releases it. */
    get isReleasable() {
        return !this.given && !this.conflict && Boolean(this.current?.isHeld);
    }

    get values() {
        return valuesOf(this.current, this.items, this.names).map((value) => ({
            ...value,
            isForbidden: value.isWayBack && this.isLooking
        }));
    }

    get healings() {
        return healingsOf(this.givenHealings, this.names);
    }

    get hasHealings() {
        return this.givenHealings.length > 0;
    }

    async load() {
        const recordId = this.given?.recordId ?? this.pageRecordId;
        if (!recordId) return;
        this.problem = undefined;
        this.isKept = false;
        try {
            const [history, record, user] = await Promise.all([
                readHistory({ recordId }),
                this.given ?? readRecord({ recordId }),
                this.who ?? whoAmI()
            ]);
            const { items, healings: givenHealings = [], names } = history;
            Object.assign(this, { items, givenHealings, names, current: record, user });
        } catch (error) {
            this.problem = toProblem(error);
        }
        this.isLoading = false;
    }

    async readAnew() {
        await this.load();
        this.focusTitle();
    }

    /** The button that was pressed goes, so the focus must not stay on it. */
    focusTitle() {
        this.template.querySelector('.title').focus();
    }

    handleBack() {
        this.act = 'rollBack';
    }

    handleRestore() {
        this.act = 'restoreOriginal';
    }

    handleAccept() {
        this.act = this.conflict.act;
    }

    handleRelease() {
        this.act = 'release';
    }

    handleKeep() {
        this.isKept = true;
        this.focusTitle();
    }

    handleClose() {
        this.act = undefined;
    }

    handleChanged({ detail: { record } }) {
        this.act = undefined;
        if (this.given) this.focusTitle();
        else this.readAnew();
        this.dispatchEvent(new CustomEvent('recordchange', { detail: { record } }));
    }
}
