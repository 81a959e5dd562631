import { acceptingAct, foundLink } from 'c/docliftConflict';

const VENDOR = 'https://vendor.example/a';

describe('c-doclift-conflict', () => {
    it.each([
        [VENDOR, 'original', 'copyAgain'],
        ['https://vendor.example/b', 'newer', 'copyAgain'],
        ['https://elsewhere.example/a', 'elsewhere', 'accept'],
        ['no link at all', 'elsewhere', 'accept'],
        ['', 'emptied', 'accept'],
        [null, 'emptied', 'accept']
    ])('tells what %s is, and how it is made to count', (documentUrl, found, act) => {
        expect(foundLink({ documentUrl, firstSeenUrl: VENDOR })).toBe(found);
        expect(acceptingAct(found)).toBe(act);
    });

    it('knows no storage where no link was seen first', () => {
        expect(foundLink({ documentUrl: VENDOR, firstSeenUrl: null })).toBe('elsewhere');
    });
});
