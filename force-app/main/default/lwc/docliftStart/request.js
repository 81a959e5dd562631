/** The choices on the page, and the request they make. */
import { labels } from './labels';

/** In the order in which a migration needs them. */
export const OPERATIONS = ['inventory', 'catch_up', 'analyse', 'back_up', 'verify', 'switch'];

/** These always take everything, so that the counts are right. */
const WITHOUT_SCOPE = ['inventory', 'catch_up', 'analyse'];
const WITHOUT_DRY_RUN = ['analyse'];
/** A check of copies has random samples of its own in place of these. */
const NOT_FOR_CHECKS = ['share', 'first'];

/** What is chosen when the page opens. */
export const FIRST_CHOICES = {
    operation: 'back_up',
    scopeKind: 'everything',
    accounts: [],
    firstRecords: 100,
    percentage: 1,
    /** As it is typed: file extensions with commas between them. */
    typesText: '',
    level: 'head',
    /** Of a check of copies: all, a percentage of the documents or a number of records. */
    sampleKind: 'all',
    samplePercentage: 1,
    sampleRecords: 200,
    isDryRun: false
};

/** The choices that count for their operation: those it does not offer are as if never made. */
export function effective(choices) {
    const hasScope = !WITHOUT_SCOPE.includes(choices.operation);
    const isCheck = choices.operation === 'verify';
    return {
        ...choices,
        hasScope,
        isCheck,
        sampleKind: isCheck && choices.level !== 'attested' ? choices.sampleKind : 'all',
        hasDryRun: !WITHOUT_DRY_RUN.includes(choices.operation),
        scopeKind: hasScope && offersScope(choices.operation, choices.scopeKind) ? choices.scopeKind : 'everything',
        types: hasScope ? parseTypes(choices.typesText) : [],
        isDryRun: choices.isDryRun && !WITHOUT_DRY_RUN.includes(choices.operation)
    };
}

/** Whether an operation can be chosen for documents of this kind. */
export function offersScope(operation, scopeKind) {
    return operation !== 'verify' || !NOT_FOR_CHECKS.includes(scopeKind);
}

/** The body of POST /v1/runs. */
export function requestOf(choices) {
    const { operation, scopeKind, accounts, isDryRun } = choices;
    const accountIds = accounts.map(({ accountId }) => accountId);
    return {
        operation,
        scope: scopeKind === 'accounts' ? { kind: 'accounts', accountIds } : { kind: 'everything' },
        dryRun: isDryRun,
        limits: limitsOf(choices),
        ...(choices.isCheck ? { verification: verificationOf(choices) } : {})
    };
}

function verificationOf(choices) {
    const sample = sampleOf(choices);
    return { level: choices.level, ...(sample ? { sample } : {}) };
}

/** The sample that was chosen; null for all. */
export function sampleOf({ sampleKind, samplePercentage, sampleRecords }) {
    if (sampleKind === 'percentage') return { percentage: samplePercentage };
    return sampleKind === 'records' ? { records: sampleRecords } : null;
}

function limitsOf({ scopeKind, types, percentage, firstRecords }) {
    return {
        ...(types.length > 0 ? { types } : {}),
        ...(scopeKind === 'share' ? { percentage } : {}),
        ...(scopeKind === 'first' ? { firstRecords } : {})
    };
}

/** File extensions in lower case without their dot, each once. */
function parseTypes(text) {
    const types = text
        .split(',')
        .map((type) => type.trim().toLowerCase().replace(/^\./, ''))
        .filter((type) => type !== '');
    return [...new Set(types)];
}

/** An extension has up to ten letters and digits, and at least one letter. */
const EXTENSION = /^(?=.{1,10}$)[0-9a-z]*[a-z][0-9a-z]*$/;

/** What is still to be chosen, as a sentence; empty when nothing is. */
export function missingChoice(choices) {
    return missingScope(choices) || missingTypes(choices) || missingSample(choices);
}

function missingScope({ scopeKind, accounts, firstRecords, percentage }) {
    if (scopeKind === 'accounts') return accounts.length === 0 ? labels.chooseAccount : '';
    if (scopeKind === 'share') return missingShare(percentage);
    return scopeKind === 'first' ? missingCount(firstRecords) : '';
}

function missingSample({ sampleKind, samplePercentage, sampleRecords }) {
    if (sampleKind === 'percentage') return missingShare(samplePercentage);
    return sampleKind === 'records' ? missingCount(sampleRecords) : '';
}

function missingShare(percentage) {
    return percentage >= 0.001 && percentage <= 100 ? '' : labels.choosePercentage;
}

function missingCount(count) {
    return Number.isInteger(count) && count > 0 ? '' : labels.chooseCount;
}

function missingTypes({ types }) {
    return types.every((type) => EXTENSION.test(type)) && types.length <= 100 ? '' : labels.chooseTypes;
}
