import { callsSentence } from 'c/docliftAllowance';

describe('c-doclift-allowance', () => {
    it.each([
        [14, 118204, 'Uses 14 of today’s 118,204 free API calls; 14 more are kept for rolling back.'],
        [1500, 3000, 'Uses 1,500 of today’s 3,000 free API calls; 1,500 more are kept for rolling back.'],
        [0, 0, 'Uses 0 of today’s 0 free API calls; 0 more are kept for rolling back.']
    ])('says that %i calls and as many for rolling back fit into %i', (needed, left, words) => {
        expect(callsSentence(needed, left)).toBe(words);
    });

    it.each([2999, 1500, 0])('says that 1,500 calls and as many for rolling back do not fit into %i', (left) => {
        const words = callsSentence(1500, left);
        expect(words).toContain('Needs 1,500 API calls, and 1,500 more for rolling back');
        expect(words).toContain(`only ${left.toLocaleString('en-US')} are free today`);
    });

    it('says what is needed while Salesforce has not said how many are free', () => {
        expect(callsSentence(14, null)).toContain('Uses 14 API calls, and 14 more are kept for rolling back.');
    });
});
