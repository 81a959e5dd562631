import { STATES, countIn, needsAttention } from 'c/docliftStates';

describe('c-doclift-states', () => {
    it.each(['changed', 'missing', 'failed', 'conflicted', 'refused'])('calls for attention to %s documents', (state) => {
        expect(needsAttention(state)).toBe(true);
    });

    it.each(['in_doubt', 'confirmed', 'verified', 'discovered', null])('leaves %s documents to themselves', (state) => {
        expect(needsAttention(state)).toBe(false);
    });

    it('counts the documents of a group, those of absent states as none', () => {
        expect(countIn({ switched: 2, in_doubt: 1, verified: 7 }, STATES.switched)).toBe(3);
        expect(countIn({}, STATES.attention)).toBe(0);
    });
});
