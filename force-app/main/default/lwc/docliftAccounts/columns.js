/** The columns of the table and the orders of its rows. */
import { fill } from 'c/docliftFormat';
import { labels, orderLabels } from './labels';

/** Names begin with A; of numbers and moments the largest and latest are looked for. */
const COLUMNS = [
    { key: 'name', label: labels.account, first: 'name' },
    { key: 'total', label: labels.documents, first: '-total' },
    { key: 'states', label: labels.states },
    { key: 'needsAttention', label: labels.attention, first: '-needsAttention' },
    { key: 'lastActivityAt', label: labels.lastActivity, first: '-lastActivityAt' }
];

/** The order in which the list begins. */
export const FIRST_ORDER = 'name';

/** Every order as an option, for screens that show no heads of columns. */
export const ORDER_OPTIONS = Object.entries(orderLabels).map(([value, label]) => ({ label, value }));

/**
 * The heads of the columns.
 * @param {string} order what the rows are sorted by, or undefined when they cannot be sorted
 */
export function toHeads(order) {
    return COLUMNS.map(({ key, label, first }) => ({
        key,
        label,
        isSortable: Boolean(order && first),
        sortLabel: fill(labels.sortBy, label),
        ariaSort: order && first ? ariaSortOf(key, order) : undefined,
        iconName: order === `-${key}` ? 'utility:arrowdown' : order === key ? 'utility:arrowup' : undefined
    }));
}

/** The order after the head of a column was chosen: its own first order, or the other way round. */
export function nextOrder(key, order) {
    if (order === key) return `-${key}`;
    if (order === `-${key}`) return key;
    return COLUMNS.find((column) => column.key === key).first;
}

function ariaSortOf(key, order) {
    if (order === key) return 'ascending';
    return order === `-${key}` ? 'descending' : 'none';
}
