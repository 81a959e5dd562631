import { LightningElement, api } from 'lwc';
import { NavigationMixin } from 'lightning/navigation';
import { labels } from './labels';

/**
 * Documents that failed for one reason: how many, an example, what to do and who does it; opened to the documents
 * themselves. Its title stands in the slot `title`, because its level depends on the page.
 */
export default class DocliftFailureGroup extends NavigationMixin(LightningElement) {
    /** The words of `adviceOf`, and what the page knows beside: class, duringWord, since, trend, trendWord, hint. */
    @api group;
    /** When given: what this job could not do, and not what failed at all. */
    @api runId;

    labels = labels;
    isOpen = false;

    get toggleIcon() {
        return this.isOpen ? 'utility:chevrondown' : 'utility:chevronright';
    }

    get expanded() {
        return String(this.isOpen);
    }

    handleToggle() {
        this.isOpen = !this.isOpen;
    }

    handleOpen(event) {
        event.preventDefault();
        const { recordId } = this.group.example;
        this[NavigationMixin.Navigate]({ type: 'standard__recordPage', attributes: { recordId, actionName: 'view' } });
    }
}
