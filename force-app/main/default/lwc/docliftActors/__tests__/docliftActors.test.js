import { actorWord, userIdOf, userWord } from 'c/docliftActors';

const ADA = '005000000000002AAA';
const names = { [ADA]: 'Ada Approver' };

describe('c-doclift-actors', () => {
    it.each([
        [`user:${ADA}`, 'Ada Approver'],
        ['user:005000000000009AAA', 'A user you cannot see'],
        ['token:t1', 'An automation'],
        ['cli:ops@host', 'Command line: ops@host'],
        ['cli:a:b@host', 'Command line: a:b@host'],
        ['doclift', 'Doclift'],
        ['robot:7', 'robot:7']
    ])('says who %s is', (actorId, words) => {
        expect(actorWord(actorId, names)).toBe(words);
    });

    it('says "You" to the one who looks', () => {
        expect(actorWord(`user:${ADA}`, names, `user:${ADA}`)).toBe('You');
    });

    it('names nobody without names, and nothing that an object has by itself', () => {
        expect(userWord(ADA)).toBe('A user you cannot see');
        expect(userWord('constructor', names)).toBe('A user you cannot see');
        expect(userIdOf('user:constructor', names)).toBeNull();
    });

    it('takes marks out of a name that would reorder its line', () => {
        expect(userWord(ADA, { [ADA]: '\u202eAda\u2066 <b>' })).toBe('Ada <b>');
        expect(actorWord('cli:\u202eops@host', names)).toBe('Command line: ops@host');
    });

    it('links users that may be seen, and nobody else', () => {
        const all = [`user:${ADA}`, 'user:005000000000009AAA', 'cli:ops@host', 'doclift'];
        expect(all.map((actorId) => userIdOf(actorId, names))).toEqual([ADA, null, null, null]);
    });
});
