/** For what a job is, when, and by whom, as names and words. */
import { actorWord, userIdOf } from 'c/docliftActors';
import { fill, formatCount, formatMoment } from 'c/docliftFormat';
import { levelWord, sampleWord, typeWords } from 'c/docliftWords';
import { labels, scopes } from './labels';

/**
 * For what the job is and when it was made, began and ended, as names and words.
 * @param {object} run
 * @param {?string} accountName of its one Account
 */
export function factsOf(run, accountName) {
    const moments = [
        { name: labels.made, at: run.createdAt },
        { name: labels.begun, at: run.startedAt },
        { name: labels.ended, at: run.endedAt }
    ].filter(({ at }) => at !== null);
    const when = moments.map(({ name, at }) => ({ name, word: formatMoment(at) }));
    return [{ name: labels.forWhat, word: scopeWords(run, accountName) }, ...howOf(run), ...when];
}

/** How thoroughly copies are checked, and how many of how many; nothing for any other job. */
function howOf({ verification }) {
    if (!verification) return [];
    const { level, sample, sampledFrom } = verification;
    return [{ name: labels.how, word: sample ? sampleWords(levelWord(level), sample, sampledFrom) : levelWord(level) }];
}

function sampleWords(words, sample, sampledFrom) {
    const size = sampleWord(sample);
    if (sampledFrom === null) return fill(labels.sample, words, size);
    return fill(labels.sampleFrom, words, size, formatCount(sampledFrom));
}

/** Who made the job and who approved it, as names, words and ids. */
export function peopleOf({ createdBy, approvedBy, names }, who) {
    return [
        { name: labels.who, actorId: createdBy },
        { name: labels.approved, actorId: approvedBy }
    ]
        .filter(({ actorId }) => actorId !== null)
        .map(({ name, actorId }) => ({ name, ...actorOf(actorId, names, who) }));
}

/** A user of the org that may be seen has a page. */
function actorOf(actorId, names, who) {
    const userId = who?.actorId === actorId ? null : userIdOf(actorId, names);
    return { word: actorWord(actorId, names, who?.actorId), userId, href: userId && `/${userId}` };
}

function scopeWords({ scope, limits }, accountName) {
    if (accountName) return limitWords(accountName, limits);
    const size = { accounts: scope.accountIds, records: scope.recordIds }[scope.kind]?.length;
    // A kind that is newer than this page is shown without words.
    const words = fill(scopes[scope.kind] ?? '', scope.codes?.join(', ') ?? formatCount(size ?? 0));
    return limitWords(words, limits);
}

/** Limits in the order in which they hold. */
function limitWords(words, { types, percentage, firstRecords }) {
    const ofTypes = types ? fill(labels.forTypes, words, typeWords(types)) : words;
    const share = percentage ? fill(labels.forPercentage, ofTypes, percentage) : ofTypes;
    return firstRecords ? fill(labels.forFirst, share, formatCount(firstRecords)) : share;
}
