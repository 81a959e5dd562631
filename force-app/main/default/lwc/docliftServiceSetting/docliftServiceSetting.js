import { LightningElement, api } from 'lwc';
import { fill } from 'c/docliftFormat';
import save from '@salesforce/label/c.Doclift_Settings_Save';
import saveOf from '@salesforce/label/c.Doclift_Settings_SaveOf';
import useDefault from '@salesforce/label/c.Doclift_Settings_UseDefault';
import useDefaultOf from '@salesforce/label/c.Doclift_Settings_UseDefaultOf';

/**
 * One setting: what it is, what holds and since when, and for whoever may change it a field.
 * @fires choose with the name and the new value; null goes back to the default
 */
export default class DocliftServiceSetting extends LightningElement {
    @api mayChange = false;
    /** Whether a change is on its way. */
    @api isSaving = false;

    labels = { save, useDefault };
    /** What stands in the field; null while it is what holds. */
    typed = null;
    /** Why what stands in the field was not sent. */
    refusalHere = '';

    _setting;

    /** Words and numbers of `toSetting`, and what was `saved` or the `refusal` of the service, when there was one. */
    @api
    get setting() {
        return this._setting;
    }

    /** What holds now takes the place of what was typed, when it was saved or somebody else changed it. */
    set setting(value) {
        if (value.saved || value.value !== this._setting?.value) Object.assign(this, { typed: null, refusalHere: '' });
        this._setting = value;
    }

    get fieldType() {
        return this.setting.isText ? 'text' : 'number';
    }

    get fieldValue() {
        return this.typed ?? String(this.setting.value);
    }

    get refusal() {
        return this.refusalHere || this.setting.refusal;
    }

    get isUnchanged() {
        return this.isSaving || this.fieldValue === String(this.setting.value);
    }

    get hasNothingToReset() {
        return this.isSaving || this.setting.isDefault;
    }

    get saveName() {
        return fill(saveOf, this.setting.label);
    }

    get useDefaultName() {
        return fill(useDefaultOf, this.setting.label);
    }

    handleType(event) {
        this.typed = event.detail.value;
        this.refusalHere = '';
    }

    handleSave() {
        const text = this.fieldValue.trim();
        const { isText, rangeRefusal } = this.setting;
        const value = isText ? text : Number(text);
        // An empty field is no zero.
        const fits = text !== '' && (isText || this.isInRange(value));
        this.refusalHere = fits ? '' : rangeRefusal;
        if (fits) this.choose(value);
    }

    isInRange(value) {
        return Number.isInteger(value) && value >= this.setting.least && value <= this.setting.most;
    }

    handleUseDefault() {
        this.choose(null);
    }

    choose(value) {
        this.dispatchEvent(new CustomEvent('choose', { detail: { name: this.setting.name, value } }));
    }
}
