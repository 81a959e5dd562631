/** The choices on the page, and the request they make. */
import { labels } from './labels';

/** In the order in which a migration needs them. */
export const OPERATIONS = ['inventory', 'analyse', 'back_up', 'verify', 'switch'];

/** These always take everything, so that the counts are right. */
const WITHOUT_SCOPE = ['inventory', 'analyse'];
const WITHOUT_DRY_RUN = ['analyse'];

/** What is chosen when the page opens. */
export const FIRST_CHOICES = {
    operation: 'back_up',
    scopeKind: 'everything',
    accounts: [],
    firstRecords: 100,
    isDryRun: false
};

/** The choices that count for their operation: those it does not offer are as if never made. */
export function effective(choices) {
    const hasScope = !WITHOUT_SCOPE.includes(choices.operation);
    return {
        ...choices,
        hasScope,
        hasDryRun: !WITHOUT_DRY_RUN.includes(choices.operation),
        scopeKind: hasScope ? choices.scopeKind : 'everything',
        isDryRun: choices.isDryRun && !WITHOUT_DRY_RUN.includes(choices.operation)
    };
}

/** The body of POST /v1/runs. */
export function requestOf({ operation, scopeKind, accounts, firstRecords, isDryRun }) {
    const accountIds = accounts.map(({ accountId }) => accountId);
    return {
        operation,
        scope: scopeKind === 'accounts' ? { kind: 'accounts', accountIds } : { kind: 'everything' },
        dryRun: isDryRun,
        limits: scopeKind === 'first' ? { firstRecords } : {}
    };
}

/** What is still to be chosen, as a sentence; empty when nothing is. */
export function missingChoice({ scopeKind, accounts, firstRecords }) {
    if (scopeKind === 'accounts' && accounts.length === 0) return labels.chooseAccount;
    const isCount = Number.isInteger(firstRecords) && firstRecords > 0;
    return scopeKind === 'first' && !isCount ? labels.chooseCount : '';
}
