import { Keys, newKey } from 'c/docliftKeys';

function problem(status) {
    return { body: { message: JSON.stringify({ status, code: 'any', detail: '' }) } };
}

describe('c-doclift-keys', () => {
    it('makes another key each time, of visible characters', () => {
        const keys = [newKey('stop'), newKey('stop')];
        expect(keys[0]).not.toBe(keys[1]);
        expect(keys[0]).toMatch(/^stop-[\x21-\x7e]{36}$/);
    });

    it('gives the answer of an act, and the next act another key', async () => {
        const keys = new Keys();
        const act = jest.fn().mockResolvedValue('done');
        expect(await keys.send('stop', act)).toBe('done');
        await keys.send('stop', act);
        const [[first], [second]] = act.mock.calls;
        expect(first).toMatch(/^stop-/);
        expect(second).not.toBe(first);
    });

    it.each([
        [0, 'keeps', true],
        [429, 'keeps', true],
        [503, 'keeps', true],
        [409, 'forgets', false]
    ])('after the status %i it %s the key', async (status, _, isKept) => {
        const keys = new Keys();
        const act = jest.fn().mockRejectedValue(problem(status));
        await expect(keys.send('stop', act)).rejects.toEqual(problem(status));
        await expect(keys.send('stop', act)).rejects.toEqual(problem(status));
        const [[first], [second]] = act.mock.calls;
        expect(second === first).toBe(isKept);
    });

    it('gives two acts at the same time one key, and other acts another', async () => {
        const keys = new Keys();
        const act = jest.fn().mockResolvedValue('done');
        await Promise.all([keys.send('stop', act), keys.send('stop', act), keys.send('pause', act)]);
        const [[first], [second], [other]] = act.mock.calls;
        expect(second).toBe(first);
        expect(other).not.toBe(first);
    });
});
