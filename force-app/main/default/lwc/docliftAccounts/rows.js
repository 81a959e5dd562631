/** Accounts as rows of the table. */
import { fill, formatCount, formatMoment } from 'c/docliftFormat';
import { STATES, countIn } from 'c/docliftStates';
import { barWords, labels } from './labels';

/** The parts of the bar, in its order, with the states of documents that each holds. */
const PARTS = [
    { key: 'switched', states: STATES.switched },
    { key: 'copied', states: STATES.copied },
    { key: 'open', states: STATES.toCopy },
    { key: 'attention', states: STATES.attention }
];

/**
 * One Account of the service as a row.
 * @param {object} account
 * @param {boolean} mayAct whether the user may start jobs
 */
export function toRow(account, mayAct) {
    const parts = partsOf(account);
    return {
        accountId: account.accountId,
        href: `/${account.accountId}`,
        name: account.name,
        documents: formatCount(account.total),
        attention: formatCount(account.needsAttention),
        hasAttention: account.needsAttention > 0,
        lastActivity: account.lastActivityAt ? formatMoment(account.lastActivityAt) : labels.noActivity,
        switchedCount: linksToRollBack(account),
        segments: parts.filter(({ count }) => count > 0).map((part) => toSegment(part, account.total)),
        words: wordsOf(parts),
        menuLabel: fill(labels.actionsFor, account.name),
        acts: actsOf(mayAct, linksToRollBack(account))
    };
}

function actsOf(mayAct, switchedCount) {
    const nameOf = (label) => (mayAct ? label : fill(labels.withReason, label, labels.needsOperator));
    return [
        { value: 'open', label: labels.open, isDisabled: false },
        { value: 'back_up', label: nameOf(labels.backUp), isDisabled: !mayAct },
        { value: 'switch', label: nameOf(labels.switchLinks), isDisabled: !mayAct },
        rollBackOf(mayAct, switchedCount)
    ];
}

function rollBackOf(mayAct, switchedCount) {
    const reason = mayAct ? labels.rollBackNothing : labels.needsOperator;
    const isDisabled = !mayAct || switchedCount === 0;
    const label = isDisabled ? fill(labels.withReason, labels.rollBack, reason) : labels.rollBack;
    return { value: 'roll_back', label, isDisabled };
}

/** Links that stand for certain; one that is being checked is settled first. */
function linksToRollBack({ byState = {} }) {
    return (byState.switched ?? 0) + (byState.confirmed ?? 0);
}

function partsOf({ byState = {}, outOfScope = {} }) {
    const inScope = PARTS.map(({ key, states }) => ({ key, count: countIn(byState, states) }));
    return [...inScope, { key: 'outOfScope', count: sum(Object.values(outOfScope)) }];
}

function toSegment({ key, count }, total) {
    return { key, className: `segment ${key}`, style: `width: ${(count / total) * 100}%` };
}

function wordsOf(parts) {
    const some = parts.filter(({ count }) => count > 0);
    const words = some.map(({ key, count }) => fill(barWords[key], formatCount(count)));
    return words.length ? words.join(' · ') : barWords.none;
}

function sum(counts) {
    return counts.reduce((total, count) => total + count, 0);
}
