/** What the checks of a look at Salesforce and their outcomes are called, and their icons. */
import { appWords } from 'c/docliftWords';
import { items, labels, outcomes } from './labels';

const icons = {
    passed: { icon: 'utility:success', variant: 'success' },
    warning: { icon: 'utility:warning', variant: 'warning' },
    inconclusive: { icon: 'utility:question', variant: 'warning' },
    failed: { icon: 'utility:clear', variant: 'error' }
};

/** The cards of the lines, in the order of the service. What is newer than this page has at least its sentence. */
export function cardsOf(lines) {
    return lines.map(({ item, outcome, sentence }) => {
        const known = icons[outcome] ? outcome : 'inconclusive';
        return {
            item,
            name: items[item] ?? labels.other,
            word: outcomes[known],
            ...icons[known],
            sentence: appWords(sentence)
        };
    });
}
