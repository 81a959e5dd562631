/** What will happen, in sentences. */
import { callsSentence } from 'c/docliftAllowance';
import { fill, formatCount, formatDuration } from 'c/docliftFormat';
import { appWords, levelWord, sampleWord } from 'c/docliftWords';
import { effects, labels } from './labels';
import { sampleOf } from './request';

/**
 * The sentences of the summary, each with a key.
 * @param {object} choices that count for their operation
 * @param {object|null|undefined} forecast of /v1/forecast; null when it could not be read, undefined before it is read
 * @param {string} automation what runs on each record; empty when nobody has looked
 */
export function summaryOf(choices, forecast, automation) {
    const sentences = [
        effects[choices.operation],
        whichSentence(choices),
        ...typeSentences(choices),
        ...checkSentences(choices),
        ...sizeSentences(choices, forecast),
        ...automationSentences(choices, automation),
        ...endSentences(choices)
    ];
    return sentences.map((text, index) => ({ key: `${index}`, text }));
}

function whichSentence({ scopeKind, accounts, firstRecords, percentage }) {
    if (scopeKind === 'share') return fill(labels.forPercentage, percentage);
    if (scopeKind === 'accounts') return fill(labels.forAccounts, accounts.map(({ name }) => name).join(', '));
    return scopeKind === 'first' ? fill(labels.forFirst, formatCount(firstRecords)) : labels.forEverything;
}

function typeSentences({ types }) {
    return types.length === 0 ? [] : [fill(labels.forTypes, types.join(', '))];
}

/** How thoroughly copies are checked, and that a sample says nothing about the others. */
function checkSentences(choices) {
    if (!choices.isCheck) return [];
    const sample = sampleOf(choices);
    return [`${levelWord(choices.level)}.`, ...(sample ? [fill(labels.sampleOf, sampleWord(sample))] : [])];
}

/** How many documents have a type is not known before the list of changes is made. */
function sizeSentences(choices, forecast) {
    if (!choices.hasScope || forecast === undefined) return [];
    if (choices.types.length > 0) return [labels.typesCount];
    const step = forecast?.steps.find(({ operation }) => operation === choices.operation);
    const records = sampled(recordsOf(choices, step), choices);
    if (records === null) return [labels.noForecast];
    const time = step && hasKnownRate(choices) ? [timeSentence(records, step.rate)] : [];
    return [...countSentences(choices, records), ...time, ...callSentences(choices, records, forecast)];
}

/** Of single Accounts it is known how many documents they have, not how many of these are left to do. */
function recordsOf({ scopeKind, accounts, firstRecords, percentage }, step) {
    if (scopeKind === 'accounts') return sum(accounts.map(({ byState }) => sum(Object.values(byState ?? {}))));
    if (scopeKind === 'everything') return step?.records ?? null;
    if (scopeKind === 'share') return step ? Math.round((step.records * percentage) / 100) : null;
    return step ? Math.min(firstRecords, step.records) : firstRecords;
}

function sampled(records, choices) {
    const sample = sampleOf(choices);
    if (!sample || records === null) return records;
    return sample.records ? Math.min(sample.records, records) : Math.ceil((records * sample.percentage) / 100);
}

/** The forecast knows how fast checks are that read no files. */
function hasKnownRate({ isCheck, level }) {
    return !isCheck || level === 'head';
}

/** A trial has said its number already. */
function countSentences(choices, records) {
    if (choices.scopeKind === 'first') return [];
    const ofScope = { everything: labels.recordsLeft, share: labels.recordsAbout }[choices.scopeKind];
    const sentence = sampleOf(choices) ? labels.documentsToCheck : (ofScope ?? labels.records);
    return [fill(sentence, formatCount(records))];
}

/** What it takes of the org's API calls, and what rolling it back takes then. */
function callSentences({ operation, isDryRun }, records, forecast) {
    const step = forecast?.steps.find((one) => one.operation === operation);
    if (operation !== 'switch' || isDryRun || !step?.records) return [];
    const needed = Math.ceil((step.requests.salesforceCalls * records) / step.records);
    return [callsSentence(needed, forecast.salesforce.left)];
}

function timeSentence(records, { recordsPerSecond, basis }) {
    return fill(basis === 'measured' ? labels.time : labels.timeAssumed, formatDuration(records / recordsPerSecond));
}

/** Only a switch writes to records, and only writing sets anything off. */
function automationSentences({ operation, isDryRun }, automation) {
    if (operation !== 'switch' || isDryRun) return [];
    return [automation ? appWords(automation) : labels.noPreflight];
}

function endSentences({ operation, isDryRun }) {
    if (isDryRun) return [labels.dryRunSentence];
    return operation === 'switch' ? [labels.rollBack, labels.vendorViewer, labels.afterPlan] : [labels.atOnce];
}

function sum(counts) {
    return counts.reduce((total, count) => total + count, 0);
}
