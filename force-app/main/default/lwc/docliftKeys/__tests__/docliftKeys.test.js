import { newKey } from 'c/docliftKeys';

describe('c-doclift-keys', () => {
    it('makes another key each time, of visible characters', () => {
        const keys = [newKey('stop'), newKey('stop')];
        expect(keys[0]).not.toBe(keys[1]);
        expect(keys[0]).toMatch(/^stop-[\x21-\x7e]{36}$/);
    });
});
