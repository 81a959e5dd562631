/** Accounts as rows of the table. */
import { fill, formatCount } from 'c/docliftFormat';
import { barWords, labels } from './labels';

/** The parts of the bar, in its order, with the states of documents that each holds. */
const PARTS = [
    { key: 'switched', states: ['switched', 'confirmed'] },
    { key: 'copied', states: ['verified', 'rolled_back'] },
    { key: 'open', states: ['discovered', 'restoring', 'copied', 'changed'] },
    { key: 'attention', states: ['missing', 'failed', 'in_doubt', 'conflicted', 'refused'] }
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
        attention: formatCount(countOf(parts, 'attention')),
        hasAttention: countOf(parts, 'attention') > 0,
        segments: parts.filter(({ count }) => count > 0).map((part) => toSegment(part, account.total)),
        words: wordsOf(parts),
        menuLabel: fill(labels.actionsFor, account.name),
        acts: actsOf(mayAct)
    };
}

function actsOf(mayAct) {
    const nameOf = (label) => (mayAct ? label : fill(labels.withReason, label, labels.needsOperator));
    return [
        { value: 'open', label: labels.open, isDisabled: false },
        { value: 'back_up', label: nameOf(labels.backUp), isDisabled: !mayAct },
        { value: 'switch', label: nameOf(labels.switchLinks), isDisabled: !mayAct }
    ];
}

function partsOf({ byState = {}, outOfScope = {} }) {
    const inScope = PARTS.map(({ key, states }) => ({ key, count: sum(states.map((state) => byState[state] ?? 0)) }));
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

function countOf(parts, wanted) {
    return parts.find(({ key }) => key === wanted).count;
}

function sum(counts) {
    return counts.reduce((total, count) => total + count, 0);
}
