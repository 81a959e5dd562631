import { Pace, paceSentence } from 'c/docliftPace';

describe('c-doclift-pace', () => {
    it('measures for a second before it names a speed', () => {
        const pace = new Pace();
        expect(pace.of('run-14')).toBeNull();
        pace.note('run-14', 0, 0);
        pace.note('run-14', 20, 500);
        expect(pace.of('run-14')).toBeNull();
        pace.note('run-14', 40, 1000);
        expect(pace.of('run-14')).toEqual({ perSecond: 40, overSeconds: 1 });
        expect(pace.of('run-15')).toBeNull();
    });

    it('goes by the last minute', () => {
        const pace = new Pace();
        [
            [0, 0],
            [1000, 10_000],
            [1060, 70_000]
        ].forEach(([settled, at]) => pace.note('run-14', settled, at));
        expect(pace.of('run-14')).toEqual({ perSecond: 1, overSeconds: 60 });
    });

    it('goes by the last time that somebody looked when that is longer ago', () => {
        const pace = new Pace();
        pace.note('run-14', 0, 0);
        pace.note('run-14', 240, 120_000);
        expect(pace.of('run-14')).toEqual({ perSecond: 2, overSeconds: 120 });
    });

    it('begins anew after a pause', () => {
        const pace = new Pace();
        pace.note('run-14', 0, 0);
        pace.forget('run-14');
        pace.note('run-14', 10, 30_000);
        expect(pace.of('run-14')).toBeNull();
    });

    it.each([
        [null, 'Measuring the speed.'],
        [{ perSecond: 0, overSeconds: 40 }, 'No document was finished in the last 40 s.'],
        [{ perSecond: 40, overSeconds: 5 }, '40 documents a second · about 50 s left, going by the last 5 s'],
        [{ perSecond: 0.01, overSeconds: 60 }, /^1 documents? a minute · /]
    ])('says %o', (pace, words) => {
        expect(paceSentence(pace, 2000)).toEqual(typeof words === 'string' ? words : expect.stringMatching(words));
    });
});
