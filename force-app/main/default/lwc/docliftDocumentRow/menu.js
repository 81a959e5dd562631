/** What can be done with one document; what cannot is shown with the reason. */
import { acceptingAct, foundLink } from 'c/docliftConflict';
import { fill } from 'c/docliftFormat';
import accept from '@salesforce/label/c.Doclift_Conflict_Accept';
import compareFirst from '@salesforce/label/c.Doclift_Row_CompareFirst';
import copyAgain from '@salesforce/label/c.Doclift_Conflict_CopyAgain';
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
const ACCEPTING = { accept, copyAgain };
const NOT_COPIED = new Set(['failed', 'missing', 'changed']);

/** The entries of the menu of a document for the one who looks at it. */
export function menuOf(record, who) {
    return [
        entry('history', history),
        entry('receipt', receipt, record.copyState === 'verified' ? undefined : noCopy),
        entry('rollBack', rollBack, whyNoRollBack(record, who)),
        letGo(record, who),
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

/** Lets the document take part in jobs again, after it was rolled back or somebody else changed its link. */
function letGo(record, who) {
    const why = isOperator(who) ? undefined : needsOperator;
    if (record.urlState !== 'conflicted') return entry('release', release, record.isHeld ? why : notKeptBack);
    const act = acceptingAct(foundLink(record));
    return entry(act, ACCEPTING[act], why);
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
