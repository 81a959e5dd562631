/** What can be done with one document; what cannot is shown with the reason. */
import { fill } from 'c/docliftFormat';
import compareFirst from '@salesforce/label/c.Doclift_Row_CompareFirst';
import history from '@salesforce/label/c.Doclift_Row_History';
import needsOperator from '@salesforce/label/c.Doclift_Row_NeedsOperator';
import noCopy from '@salesforce/label/c.Doclift_Row_NoCopy';
import nothingToCopy from '@salesforce/label/c.Doclift_Row_NothingToCopy';
import nothingToRollBack from '@salesforce/label/c.Doclift_Row_NothingToRollBack';
import notKeptBack from '@salesforce/label/c.Doclift_Row_NotKeptBack';
import reason from '@salesforce/label/c.Doclift_Row_Reason';
import receipt from '@salesforce/label/c.Doclift_Row_Receipt';
import release from '@salesforce/label/c.Doclift_Row_Release';
import rollBack from '@salesforce/label/c.Doclift_Row_RollBack';
import tryAgain from '@salesforce/label/c.Doclift_Row_TryAgain';

const SWITCHED = new Set(['switched', 'confirmed']);
const NOT_COPIED = new Set(['failed', 'missing', 'changed']);

/** The entries of the menu of a document for the one who looks at it. */
export function menuOf(record, who) {
    return [
        entry('history', history),
        entry('receipt', receipt, record.copyState === 'verified' ? undefined : noCopy),
        entry('rollBack', rollBack, whyNoRollBack(record, who)),
        entry('release', release, whyNoRelease(record, who)),
        entry('retryCopy', tryAgain, whyNoRetry(record, who))
    ];
}

// The link is one that Doclift wrote and may take back.
function isSwitched({ urlState }) {
    return SWITCHED.has(urlState);
}

function whyNoRollBack(record, who) {
    if (record.urlState === 'conflicted') return compareFirst;
    if (!isSwitched(record)) return nothingToRollBack;
    return isOperator(who) ? undefined : needsOperator;
}

function whyNoRelease({ isHeld }, who) {
    if (!isHeld) return notKeptBack;
    return isOperator(who) ? undefined : needsOperator;
}

function whyNoRetry(record, who) {
    if (record.state === null || !NOT_COPIED.has(record.copyState)) return nothingToCopy;
    return isOperator(who) ? undefined : needsOperator;
}

function isOperator(who) {
    return Boolean(who?.roles.includes('operator'));
}

function entry(value, label, why) {
    return { value, label: why ? fill(reason, label, why) : label, isDisabled: Boolean(why) };
}
