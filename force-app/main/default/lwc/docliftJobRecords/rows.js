/** The documents of a job as rows. */
import { fill } from 'c/docliftFormat';
import { appWords, outcomeWord, reasonWord } from 'c/docliftWords';
import { labels } from './labels';

const OUTCOMES = ['done', 'failed', 'conflicted', 'refused', 'overwritten', 'in_doubt', 'withdrawn'];

/** No filter. */
export const ALL = 'all';

/** The results that can be filtered by. */
export function outcomeOptions(operation) {
    const options = OUTCOMES.map((outcome) => ({ value: outcome, label: outcomeWord(outcome, operation) }));
    return [{ value: ALL, label: labels.allResults }, ...options];
}

/** One item of a job with its words. */
export function toRow(item, operation) {
    return {
        recordId: item.recordId,
        href: `/${item.recordId}`,
        name: item.recordName || labels.unnamed,
        result: resultOf(item, operation),
        why: appWords(item.sentence ?? ''),
        from: item.expectedUrl ?? '',
        to: item.targetUrl ?? ''
    };
}

function resultOf({ outcome, leftOutReason }, operation) {
    if (leftOutReason !== null) return fill(labels.leftOutBecause, reasonWord(leftOutReason));
    return outcomeWord(outcome, operation);
}
