/** What a link should be and what somebody made of it, with what to do. */
import { userWord } from 'c/docliftActors';
import { fill, formatCount, formatMoment } from 'c/docliftFormat';
import { lastWritten, linkText } from './values';
import elsewhere from '@salesforce/label/c.Doclift_Conflict_Elsewhere';
import emptied from '@salesforce/label/c.Doclift_Conflict_Emptied';
import modified from '@salesforce/label/c.Doclift_History_Modified';
import newer from '@salesforce/label/c.Doclift_Conflict_Newer';
import original from '@salesforce/label/c.Doclift_Conflict_Original';
import ours from '@salesforce/label/c.Doclift_Conflict_Ours';
import oursWhen from '@salesforce/label/c.Doclift_Conflict_OursWhen';
import theirs from '@salesforce/label/c.Doclift_Conflict_Theirs';
import theirsWhen from '@salesforce/label/c.Doclift_Conflict_TheirsWhen';

/** Both sides, a recommendation, and whether Doclift has a link to restore; undefined where nobody changed the link. */
export function conflictOf(record, items, names) {
    if (record.urlState !== 'conflicted') return undefined;
    const own = lastWritten(items);
    const found = items.findLast(({ kind }) => kind === 'observed');
    const sides = [side(theirs, record.documentUrl, theirFacts(found, names))];
    if (own) sides.unshift(side(ours, own.url, when(oursWhen, own)));
    return { sides, recommendation: recommend(record), canRestore: own !== undefined };
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

function recommend({ documentUrl, firstSeenUrl }) {
    if (!documentUrl) return emptied;
    if (documentUrl === firstSeenUrl) return original;
    return isSameHost(documentUrl, firstSeenUrl) ? newer : elsewhere;
}

function isSameHost(one, other) {
    const host = hostOf(one);
    return host !== undefined && host === hostOf(other);
}

function hostOf(url) {
    try {
        return new URL(url).host;
    } catch {
        return undefined;
    }
}
