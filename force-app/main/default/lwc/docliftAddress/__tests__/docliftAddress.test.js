import { referenceTo, targetIn } from 'c/docliftAddress';

const target = { page: 'start', operation: 'switch', accountId: '001000000000001AAA' };

describe('c-doclift-address', () => {
    it('leads to a page of the app and is read there', () => {
        const reference = referenceTo(target);
        expect(reference).toEqual({
            type: 'standard__navItemPage',
            attributes: { apiName: 'Doclift_Console' },
            state: { c__page: 'start', c__operation: 'switch', c__accountId: '001000000000001AAA' }
        });
        expect(targetIn(reference)).toEqual(target);
    });

    it('leaves out what is not given', () => {
        expect(referenceTo({ page: 'jobs' }).state).toEqual({ c__page: 'jobs' });
    });

    it('is read with the prefix of a package too', () => {
        expect(targetIn({ state: { acme__page: 'jobs', other: 'x' } })).toEqual({ page: 'jobs' });
    });

    it.each([[undefined], [null], [{}], [{ state: {} }], [{ state: { c__accountId: '001' } }]])('names no page in %j', (reference) => {
        expect(targetIn(reference)).toBeUndefined();
    });
});
