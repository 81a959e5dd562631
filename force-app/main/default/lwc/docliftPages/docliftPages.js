/** A list of documents, gathered page by page. */
import { fill, formatCount } from 'c/docliftFormat';
import hiddenSome from '@salesforce/label/c.Doclift_Job_Hidden';
import noneSeen from '@salesforce/label/c.Doclift_Job_NoRecordsSeen';
import refine from '@salesforce/label/c.Doclift_List_Refine';

/** A list is read no further than this. */
const MOST_ROWS = 1000;

/** Nothing read yet. */
export const NO_ROWS = { rows: [], cursor: null, hidden: 0, pages: 0 };

/** What was gathered, with one more page. */
export function withPage({ rows, hidden, pages }, page, toRow) {
    return {
        rows: [...rows, ...page.items.map((item) => toRow(item))],
        cursor: page.nextCursor,
        hidden: hidden + page.hidden,
        pages: pages + 1
    };
}

/**
 * What is said around the rows, and whether more can be read.
 * @param {object} gathered
 * @param {string} none the sentence for a list without any document
 */
export function aroundOf({ rows, hidden, cursor }, none) {
    const isCut = Boolean(cursor) && rows.length + hidden >= MOST_ROWS;
    const hasMore = Boolean(cursor) && !isCut;
    return {
        hasMore,
        isEmpty: rows.length === 0 && !hasMore,
        emptyText: hidden > 0 ? noneSeen : none,
        hidden: hidden > 0 ? fill(hiddenSome, formatCount(hidden)) : '',
        refine: isCut ? fill(refine, formatCount(MOST_ROWS)) : ''
    };
}
