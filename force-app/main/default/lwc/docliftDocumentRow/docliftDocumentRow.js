import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import { fill, formatBytes, formatMoment } from 'c/docliftFormat';
import { needsAttention } from 'c/docliftStates';
import { appWords, stateWord } from 'c/docliftWords';
import { menuOf } from './menu';
import atWork from '@salesforce/label/c.Doclift_Row_AtWork';
import changedAfter from '@salesforce/label/c.Doclift_Row_ChangedAfter';
import checkedAt from '@salesforce/label/c.Doclift_Row_CheckedAt';
import hide from '@salesforce/label/c.Doclift_Row_Hide';
import menuName from '@salesforce/label/c.Doclift_Row_Menu';
import open from '@salesforce/label/c.Doclift_Row_Open';
import openName from '@salesforce/label/c.Doclift_Row_OpenName';
import result from '@salesforce/label/c.Doclift_Act_Result';
import show from '@salesforce/label/c.Doclift_Row_Show';
import sizeUnknown from '@salesforce/label/c.Doclift_Row_SizeUnknown';
import typeUnknown from '@salesforce/label/c.Doclift_Row_TypeUnknown';
import unnamed from '@salesforce/label/c.Doclift_Row_Unnamed';

const EXTENSION = /\.([A-Za-z0-9]{1,8})$/;

/** One document of an Account: its state, what can be done with it, and below it its history or its receipt. */
export default class DocliftDocumentRow extends NavigationMixin(LightningElement) {
    @api record;
    @api who;

    label = { open };
    shown;
    /** The act under way, if any; its key makes each one a new one. */
    acts = [];
    startedCount = 0;
    result;

    get name() {
        return this.record.name || unnamed;
    }

    get size() {
        return this.record.sizeBytes === null ? sizeUnknown : formatBytes(this.record.sizeBytes);
    }

    get type() {
        const extension = EXTENSION.exec(this.name)?.[1];
        return extension?.toUpperCase() ?? this.record.contentType ?? typeUnknown;
    }

    get word() {
        return stateWord(this.record);
    }

    get needsAttention() {
        return needsAttention(this.record.state);
    }

    get lastEvent() {
        const { ownerRunId, urlState, failureSentence, verifiedAt } = this.record;
        if (ownerRunId) return atWork;
        if (urlState === 'conflicted') return changedAfter;
        if (failureSentence) return appWords(failureSentence);
        return verifiedAt ? fill(checkedAt, formatMoment(verifiedAt)) : '';
    }

    get toggleIcon() {
        return this.shown ? 'utility:chevrondown' : 'utility:chevronright';
    }

    get toggleText() {
        return fill(this.shown ? hide : show, this.name);
    }

    get expanded() {
        return String(Boolean(this.shown));
    }

    get openText() {
        return fill(openName, this.name);
    }

    get menuText() {
        return fill(menuName, this.name);
    }

    get menuItems() {
        return menuOf(this.record, this.who);
    }

    get isHistoryShown() {
        return this.shown === 'history';
    }

    get isReceiptShown() {
        return this.shown === 'receipt';
    }

    handleToggle() {
        this.shown = this.shown ? undefined : 'history';
    }

    handleOpen() {
        this[NavigationMixin.Navigate]({
            type: 'standard__component',
            attributes: { componentName: 'c__docliftOpen' },
            state: { c__recordId: this.record.recordId }
        });
    }

    handleSelect({ detail: { value } }) {
        if (value === 'history' || value === 'receipt') this.shown = value;
        else this.start(value);
    }

    start(name) {
        this.result = undefined;
        this.startedCount += 1;
        this.acts = [{ key: String(this.startedCount), name }];
    }

    handleChanged({ detail: { record } }) {
        this.acts = [];
        this.result = fill(result, this.name, stateWord(record));
        this.dispatchEvent(new CustomEvent('recordchange', { detail: { record } }));
    }

    handleClose() {
        this.acts = [];
    }
}
