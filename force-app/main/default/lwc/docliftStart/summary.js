/** What will happen, in sentences. */
import { fill, formatCount, formatDuration } from 'c/docliftFormat';
import { effects, labels } from './labels';

/**
 * The sentences of the summary, each with a key.
 * @param {object} choices that count for their operation
 * @param {object|null|undefined} forecast of /v1/forecast; null when it could not be read, undefined before it is read
 */
export function summaryOf(choices, forecast) {
    const sentences = [
        effects[choices.operation],
        whichSentence(choices),
        ...sizeSentences(choices, forecast),
        ...endSentences(choices)
    ];
    return sentences.map((text, index) => ({ key: `${index}`, text }));
}

function whichSentence({ scopeKind, accounts, firstRecords }) {
    if (scopeKind === 'accounts') return fill(labels.forAccounts, accounts.map(({ name }) => name).join(', '));
    return scopeKind === 'first' ? fill(labels.forFirst, formatCount(firstRecords)) : labels.forEverything;
}

function sizeSentences(choices, forecast) {
    if (!choices.hasScope || forecast === undefined) return [];
    const step = forecast?.steps.find(({ operation }) => operation === choices.operation);
    const records = recordsOf(choices, step);
    if (records === null) return [labels.noForecast];
    const time = step ? [timeSentence(records, step.rate)] : [];
    return [...countSentences(choices, records), ...time];
}

/** Of single Accounts it is known how many documents they have, not how many of these are left to do. */
function recordsOf({ scopeKind, accounts, firstRecords }, step) {
    if (scopeKind === 'accounts') return sum(accounts.map(({ byState }) => sum(Object.values(byState ?? {}))));
    if (scopeKind === 'everything') return step?.records ?? null;
    return step ? Math.min(firstRecords, step.records) : firstRecords;
}

/** A trial has said its number already. */
function countSentences({ scopeKind }, records) {
    if (scopeKind === 'first') return [];
    return [fill(scopeKind === 'everything' ? labels.recordsLeft : labels.records, formatCount(records))];
}

function timeSentence(records, { recordsPerSecond, basis }) {
    return fill(basis === 'measured' ? labels.time : labels.timeAssumed, formatDuration(records / recordsPerSecond));
}

function endSentences({ operation, isDryRun }) {
    if (isDryRun) return [labels.dryRunSentence];
    return operation === 'switch' ? [labels.rollBack, labels.afterPlan] : [labels.atOnce];
}

function sum(counts) {
    return counts.reduce((total, count) => total + count, 0);
}
