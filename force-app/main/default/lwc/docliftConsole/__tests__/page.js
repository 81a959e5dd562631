import { LightningElement, api } from 'lwc';

/** Stands for any page of the console. */
export default class Page extends LightningElement {
    @api who;
    @api overview;
    @api problem;
    @api staleSince;
    @api runId;
    @api accountId;
    @api operation;
}
