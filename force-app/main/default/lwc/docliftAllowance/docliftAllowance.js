/** What a switch takes of the API calls that Salesforce allows the org in a day. */
import { fill, formatCount } from 'c/docliftFormat';
import enough from '@salesforce/label/c.Doclift_Job_Calls';
import notEnough from '@salesforce/label/c.Doclift_Job_CallsNoRoom';
import notKnown from '@salesforce/label/c.Doclift_Job_CallsNotKnown';

/**
 * The calls it uses, how many are free, and how many are kept for rolling back: as many again, so both must fit.
 * @param {number} needed calls of the switch
 * @param {number|null} left calls that are free for Doclift now; null when Salesforce has not said so yet
 */
export function callsSentence(needed, left) {
    if (left === null) return fill(notKnown, formatCount(needed));
    return fill(2 * needed > left ? notEnough : enough, formatCount(needed), formatCount(left));
}
