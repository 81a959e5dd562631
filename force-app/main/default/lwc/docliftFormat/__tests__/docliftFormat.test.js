import {
    fill,
    formatBytes,
    formatCount,
    formatCountsIn,
    formatDay,
    formatDecimal,
    formatDuration,
    formatMoment,
    formatMomentsIn,
    formatPercent
} from 'c/docliftFormat';

describe('c-doclift-format', () => {
    it('fills the places of a label and leaves those without a value', () => {
        expect(fill('{0} of {1} in {2}', 1, 'two')).toBe('1 of two in {2}');
    });

    it('writes full numbers with separators', () => {
        expect(formatCount(1344438)).toBe('1,344,438');
    });

    it('writes a number to the hundredth', () => {
        expect([0.534, 2000.5, 10].map(formatDecimal)).toEqual(['0.53', '2,000.5', '10']);
    });

    it('puts separators into the counts of a sentence and leaves versions, ids and times alone', () => {
        expect(formatCountsIn('12400 links lead to the copies in your bucket.')).toBe('12,400 links lead to the copies in your bucket.');
        const others = 'Org 00D000000000001AAA, version 18.4000, at 2026-03-01T10:02:11Z.';
        expect(formatCountsIn(others)).toBe(others);
    });

    it('puts the time of the user into a sentence, and leaves other numbers alone', () => {
        const moment = formatMoment('2026-03-01T12:05:00Z');
        expect(formatMomentsIn('Asked again at 2026-03-01 12:05 UTC, and goes on.')).toBe(`Asked again at ${moment}, and goes on.`);
        const others = 'On 2026-03-01, version 18 12:05, at 2026-03-01T10:02:11Z.';
        expect(formatMomentsIn(others)).toBe(others);
    });

    it.each([
        [0, '0 byte'],
        [999, '999 byte'],
        [44000, '44 kB'],
        [1234567, '1.2 MB'],
        [5e15, '5,000 TB']
    ])('writes %d bytes as %s', (bytes, text) => {
        expect(formatBytes(bytes)).toBe(text);
    });

    it('never rounds a share up to all', () => {
        expect(formatPercent(0.99999)).toBe('99.99%');
        expect(formatPercent(0.9996)).toBe('99.96%');
        expect(formatPercent(1)).toBe('100%');
    });

    it('writes moments and days in the time zone of the user', () => {
        expect(formatMoment('2026-03-01T02:05:00Z').replace(/\s/g, ' ')).toBe('Feb 28, 2026, 6:05 PM');
        expect(formatDay('2026-03-01T02:05:00Z')).toBe('Feb 28, 2026');
    });

    it.each([
        [0, '0 s'],
        [50.4, '50 s'],
        [90, '2 min'],
        [240, '4 min'],
        [5400, '1.5 h'],
        [259200, '3 days']
    ])('writes a span of %d seconds as %s', (seconds, text) => {
        expect(formatDuration(seconds)).toBe(text);
    });
});
