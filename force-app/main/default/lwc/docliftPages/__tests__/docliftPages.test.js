import { NO_ROWS, aroundOf, withPage } from 'c/docliftPages';

const toRow = ({ recordId }) => recordId;
const pageOf = (count, nextCursor, hidden = 0) => ({
    items: Array.from({ length: count }, (_, index) => ({ recordId: String(index) })),
    nextCursor,
    hidden
});

describe('c-doclift-pages', () => {
    it('gathers rows and counts what is hidden over all pages', () => {
        const first = withPage(NO_ROWS, pageOf(2, 'c1', 12), toRow);
        expect(aroundOf(first, 'None.')).toMatchObject({ hasMore: true, hidden: '12 not visible to you', isEmpty: false });
        const both = withPage(first, pageOf(1, null, 3), toRow);
        expect(both).toEqual({ rows: ['0', '1', '0'], cursor: null, hidden: 15, pages: 2 });
        expect(aroundOf(both, 'None.').hasMore).toBe(false);
    });

    it('stops at 1,000, hidden ones included', () => {
        const around = aroundOf(withPage(NO_ROWS, pageOf(900, 'c1', 100), toRow), 'None.');
        expect(around.hasMore).toBe(false);
        expect(around.refine).toContain('1,000');
    });

    it('says that there are none, or none visible', () => {
        expect(aroundOf(withPage(NO_ROWS, pageOf(0, null), toRow), 'None.')).toMatchObject({
            isEmpty: true,
            emptyText: 'None.'
        });
        expect(aroundOf(withPage(NO_ROWS, pageOf(0, null, 7), toRow), 'None.').emptyText).toContain('visible to you');
        expect(aroundOf(withPage(NO_ROWS, pageOf(0, 'c1', 7), toRow), 'None.').isEmpty).toBe(false);
    });
});
