/** A job in sentences: its state, who made it, and for what. */
import { actorWord, userIdOf } from 'c/docliftActors';
import { fill, formatCount, formatMoment } from 'c/docliftFormat';
import { appWords, operationWord, typeWords } from 'c/docliftWords';
import { labels, scopes, stateSentences } from './labels';

const ENDED = ['succeeded', 'partially_succeeded', 'failed'];

/** True when nothing of the job can change any more. */
export function hasEnded(run) {
    return ENDED.includes(run.state);
}

/** True when only an approver can start the job. */
export function isWaiting(run) {
    return stageOf(run) === 'waiting';
}

/** "Job 14: Back up". */
export function titleOf({ number, operation, dryRun }) {
    const word = operationWord(operation);
    return fill(labels.title, number, dryRun ? fill(labels.dryRun, word) : word);
}

/** The state of the job in a sentence. */
export function stateSentence(run) {
    const stage = run.stopCode === 'run.paused' && run.state === 'paused' ? 'pausedByHand' : stageOf(run);
    return stateSentences[stage] ?? '';
}

/** Why the job was paused, stopped or failed, when it was. */
export function stopSentence({ stopCode, stopSentence: sentence }) {
    if (stopCode === 'run.records-owned') return labels.recordsOwned;
    return sentence ? appWords(sentence) : '';
}

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
    return [{ name: labels.forWhat, word: scopeWords(run, accountName) }, ...when];
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

function stageOf(run) {
    if (run.state === 'succeeded' && run.dryRun) return 'dryRunEnded';
    if (run.state !== 'planned') return run.state;
    if (run.planHash === null) return 'planning';
    return run.needsApproval && !run.dryRun ? 'waiting' : 'planned';
}
