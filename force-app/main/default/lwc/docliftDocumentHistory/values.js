/** The values of a link as lines to read, and which of them is the way back. */
import { actorWord, userWord } from 'c/docliftActors';
import { fill, formatCount, formatMoment } from 'c/docliftFormat';
import { appWords } from 'c/docliftWords';
import firstSeen from '@salesforce/label/c.Doclift_History_FirstSeen';
import job from '@salesforce/label/c.Doclift_History_Job';
import modified from '@salesforce/label/c.Doclift_History_Modified';
import noLink from '@salesforce/label/c.Doclift_History_NoLink';
import observed from '@salesforce/label/c.Doclift_History_Observed';
import startedBy from '@salesforce/label/c.Doclift_History_StartedBy';
import written from '@salesforce/label/c.Doclift_History_Written';

const KINDS = { first_seen: firstSeen, observed, written };
const SWITCHED = new Set(['switched', 'confirmed']);

/** The values, newest first; `names` has those of users by id. */
export function valuesOf(record, items, names) {
    const wayBack = wayBackOf(record, items);
    const lines = items.map((item, index) => ({
        key: String(index),
        kind: KINDS[item.kind],
        url: linkText(item.url),
        facts: factsOf(item, names),
        isPresent: index === items.length - 1 && item.url === record.documentUrl,
        isWayBack: index === wayBack
    }));
    return lines.reverse();
}

/** What was found at its copy and done about it, newest first. */
export function healingsOf(healings, names) {
    const lines = healings.map(({ at, runNumber, actor, sentence }, index) => ({
        key: String(index),
        sentence: appWords(sentence),
        facts: [
            fill(job, formatMoment(at), formatCount(runNumber)),
            fill(startedBy, actorWord(actor, names))
        ].join(' · ')
    }));
    return lines.reverse();
}

/** A link as text, also when there is none. */
export function linkText(url) {
    return url || noLink;
}

/** The last value that Doclift wrote. */
export function lastWritten(items) {
    return items.findLast(({ kind }) => kind === 'written');
}

/** Rolling back restores what stood there before the last write of Doclift, while that is still the value. */
function wayBackOf(record, items) {
    if (!SWITCHED.has(record?.urlState)) return -1;
    return items.indexOf(lastWritten(items)) - 1;
}

function factsOf({ at, runNumber, kind, actor, byUserId }, names) {
    const facts = [fill(job, formatMoment(at), formatCount(runNumber))];
    if (kind === 'written') facts.push(fill(startedBy, actorWord(actor, names)));
    else if (byUserId) facts.push(fill(modified, userWord(byUserId, names)));
    return facts.join(' · ');
}
