import { LightningElement, api } from 'lwc';
import { fill } from 'c/docliftFormat';
import cancel from '@salesforce/label/c.Doclift_Confirm_Cancel';
import typeWord from '@salesforce/label/c.Doclift_Confirm_TypeWord';

/**
 * A question in a dialog. It keeps the focus inside and gives it back when it goes.
 * @fires confirm when the button is chosen
 * @fires cancel when Cancel or Escape is chosen
 */
export default class DocliftConfirm extends LightningElement {
    @api heading;
    @api sentence;
    @api buttonLabel;
    /** When given, the button stays off until this word is typed. */
    @api wordToType;

    label = { cancel };
    typed = '';
    openedFrom;
    hasTakenFocus = false;

    connectedCallback() {
        this.openedFrom = focusedElement();
    }

    renderedCallback() {
        if (this.hasTakenFocus) return;
        this.hasTakenFocus = true;
        this.focusFirst();
    }

    disconnectedCallback() {
        this.openedFrom?.focus();
    }

    get wordLabel() {
        return fill(typeWord, this.wordToType);
    }

    get confirmVariant() {
        return this.wordToType ? 'destructive' : 'brand';
    }

    get isConfirmDisabled() {
        return Boolean(this.wordToType) && this.typed.trim() !== this.wordToType;
    }

    handleTyped(event) {
        this.typed = event.detail.value;
    }

    handleKeydown(event) {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        this.handleCancel();
    }

    handleConfirm() {
        if (!this.isConfirmDisabled) this.dispatchEvent(new CustomEvent('confirm'));
    }

    handleCancel() {
        this.dispatchEvent(new CustomEvent('cancel'));
    }

    /** The first stop is never the button that acts, so that a stray Enter changes nothing. */
    focusFirst() {
        this.template.querySelector(this.wordToType ? '.word' : '.cancel').focus();
    }

    /** A disabled button takes no focus, so the last stop is the one before it. */
    focusLast() {
        this.template.querySelector(this.isConfirmDisabled ? '.cancel' : '.confirm').focus();
    }
}

/** Looks through open shadow roots, because the document names only the outermost host. */
function focusedElement() {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
}
