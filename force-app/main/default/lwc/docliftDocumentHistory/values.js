/** The values of a link as lines to read, and which of them is the way back. */
import { fill, formatCount, formatMoment } from 'c/docliftFormat';
import byCommandLine from '@salesforce/label/c.Doclift_History_ByCommandLine';
import byDoclift from '@salesforce/label/c.Doclift_History_ByDoclift';
import byToken from '@salesforce/label/c.Doclift_History_ByToken';
import byUser from '@salesforce/label/c.Doclift_History_ByUser';
import firstSeen from '@salesforce/label/c.Doclift_History_FirstSeen';
import job from '@salesforce/label/c.Doclift_History_Job';
import modified from '@salesforce/label/c.Doclift_History_Modified';
import noLink from '@salesforce/label/c.Doclift_History_NoLink';
import observed from '@salesforce/label/c.Doclift_History_Observed';
import written from '@salesforce/label/c.Doclift_History_Written';

const KINDS = { first_seen: firstSeen, observed, written };
const ACTORS = { user: byUser, token: byToken, cli: byCommandLine, doclift: byDoclift };
const SWITCHED = new Set(['switched', 'confirmed']);

/** The values, newest first. */
export function valuesOf(record, items) {
    const wayBack = wayBackOf(record, items);
    const lines = items.map((item, index) => ({
        key: String(index),
        kind: KINDS[item.kind],
        url: linkText(item.url),
        facts: factsOf(item),
        isPresent: index === items.length - 1 && item.url === record.documentUrl,
        isWayBack: index === wayBack
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

function factsOf({ at, runNumber, kind, actor, byUserId }) {
    const facts = [fill(job, formatMoment(at), formatCount(runNumber))];
    if (kind === 'written') facts.push(actorText(actor));
    else if (byUserId) facts.push(fill(modified, byUserId));
    return facts.join(' · ');
}

/** An actor is written "user:005…", "token:…", "cli:…" or "doclift". */
function actorText(actor) {
    const [kind, ...rest] = actor.split(':');
    return fill(ACTORS[kind] ?? actor, rest.join(':'));
}
