/** What a link should be and what somebody made of it, with what to do. */
import { userWord } from 'c/docliftActors';
import { acceptingAct, foundLink } from 'c/docliftConflict';
import { fill, formatCount, formatMoment } from 'c/docliftFormat';
import { lastWritten, linkText } from './values';
import accept from '@salesforce/label/c.Doclift_Conflict_Accept';
import copyAgain from '@salesforce/label/c.Doclift_Conflict_CopyAgain';
import elsewhere from '@salesforce/label/c.Doclift_Conflict_Elsewhere';
import emptied from '@salesforce/label/c.Doclift_Conflict_Emptied';
import modified from '@salesforce/label/c.Doclift_History_Modified';
import newer from '@salesforce/label/c.Doclift_Conflict_Newer';
import original from '@salesforce/label/c.Doclift_Conflict_Original';
import ours from '@salesforce/label/c.Doclift_Conflict_Ours';
import oursWhen from '@salesforce/label/c.Doclift_Conflict_OursWhen';
import theirs from '@salesforce/label/c.Doclift_Conflict_Theirs';
import theirsWhen from '@salesforce/label/c.Doclift_Conflict_TheirsWhen';
import written from '@salesforce/label/c.Doclift_Conflict_Written';

const RECOMMENDATIONS = { elsewhere, emptied, newer, original, written };
const ACCEPTING = { accept, copyAgain };

/**
 * Both sides, a recommendation, how theirs is made to count, and whether Doclift has a link to restore; undefined where
 * nobody changed the link.
 */
export function conflictOf(record, items, names) {
    if (record.urlState !== 'conflicted') return undefined;
    const own = lastWritten(items);
    const found = items.findLast(({ kind }) => kind === 'observed');
    const sides = [side(theirs, record.documentUrl, theirFacts(found, names))];
    if (own) sides.unshift(side(ours, own.url, when(oursWhen, own)));
    return { sides, ...wayOut(record, own), canRestore: own !== undefined };
}

function wayOut(record, own) {
    const found = own && own.url === record.documentUrl ? 'written' : foundLink(record);
    const act = acceptingAct(found);
    return { recommendation: RECOMMENDATIONS[found], act, actLabel: ACCEPTING[act] };
}

function side(term, url, facts) {
    return { termKey: term, valueKey: `${term} value`, term, value: linkText(url), facts };
}

function theirFacts(found, names) {
    if (!found) return '';
    const facts = [when(theirsWhen, found)];
    if (found.byUserId) facts.unshift(fill(modified, userWord(found.byUserId, names)));
    return facts.join(' · ');
}

function when(label, { runNumber, at }) {
    return fill(label, formatCount(runNumber), formatMoment(at));
}
