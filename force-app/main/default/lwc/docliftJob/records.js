/** The documents of a job as rows, gathered page by page. */
import { fill, formatCount } from 'c/docliftFormat';
import { outcomeWord, reasonWord } from 'c/docliftWords';
import { labels } from './labels';

const OUTCOMES = ['done', 'failed', 'conflicted', 'refused', 'overwritten', 'in_doubt', 'withdrawn'];

/** No filter. */
export const ALL = 'all';

/** A list is read no further than this. */
const MOST_RECORDS = 1000;

/** Nothing read yet. */
export const NO_RECORDS = { rows: [], cursor: null, hidden: 0, pages: 0 };

/** What was gathered, with one more page. */
export function withPage({ rows, hidden, pages }, page, operation) {
    return {
        rows: [...rows, ...page.items.map((item) => toRow(item, operation))],
        cursor: page.nextCursor,
        hidden: hidden + page.hidden,
        pages: pages + 1
    };
}

/** What is said around the rows, and whether more can be read. */
export function aroundOf({ rows, hidden, cursor }) {
    const isCut = Boolean(cursor) && rows.length + hidden >= MOST_RECORDS;
    const hasMore = Boolean(cursor) && !isCut;
    return {
        hasMore,
        isEmpty: rows.length === 0 && !hasMore,
        emptyText: hidden > 0 ? labels.noRecordsSeen : labels.noRecords,
        hidden: hidden > 0 ? fill(labels.hidden, formatCount(hidden)) : '',
        refine: isCut ? fill(labels.refine, formatCount(MOST_RECORDS)) : ''
    };
}

/** The results that can be filtered by. */
export function outcomeOptions(operation) {
    const options = OUTCOMES.map((outcome) => ({ value: outcome, label: outcomeWord(outcome, operation) }));
    return [{ value: ALL, label: labels.allResults }, ...options];
}

function toRow(item, operation) {
    return {
        recordId: item.recordId,
        href: `/${item.recordId}`,
        result: resultOf(item, operation),
        why: item.sentence ?? '',
        from: item.expectedUrl ?? '',
        to: item.targetUrl ?? ''
    };
}

function resultOf({ outcome, leftOutReason }, operation) {
    if (leftOutReason !== null) return fill(labels.leftOutBecause, reasonWord(leftOutReason));
    return outcomeWord(outcome, operation);
}
