import { appWords, operationWord, outcomeWord, reasonWord, recordStateWord, runSentence, stateWord } from 'c/docliftWords';

describe('c-doclift-words', () => {
    it('says the state of a document in the words of an admin', () => {
        expect(stateWord({ state: 'verified', isHeld: false })).toBe('Copied and checked');
        expect(stateWord({ state: 'confirmed', isHeld: false })).toBe('Switched');
        expect(stateWord({ state: 'conflicted', isHeld: false })).toBe('Changed by someone else');
        expect(stateWord({ state: 'verified', isHeld: true })).toBe('Copied and checked, kept back');
        expect(stateWord({ state: null, isHeld: false })).toBe('Out of scope');
        expect(recordStateWord('in_doubt')).toBe('Being checked');
    });

    it('says what became of a document in a job', () => {
        expect(outcomeWord(null)).toBe('Waiting');
        expect(outcomeWord('done')).toBe('Done');
        expect(outcomeWord('done', 'switch')).toBe('Switched');
        expect(outcomeWord('conflicted', 'switch')).toBe('Changed by someone else');
    });

    it('says what a job does and how far it is', () => {
        const run = { number: 14, operation: 'back_up' };
        expect(operationWord('back_up')).toBe('Back up');
        expect(runSentence(run)).toBe('Job 14, Back up');
        expect(runSentence({ ...run, counts: { planned: 2854, pending: 2042 } })).toBe('Job 14, Back up: 812 of 2,854');
    });

    it('says why documents are left out', () => {
        expect(reasonWord('no-account')).toBe('without an Account');
        expect(reasonWord('not-verified: failed')).toBe('not copied and checked');
    });

    it.each([
        'already-verified',
        'not-verified: discovered',
        'held',
        'beyond-limit',
        'not-in-percentage',
        'not-in-sample',
        'type-not-chosen',
        'outside-test-mode',
        'in-doubt',
        'switched',
        'confirmed',
        'conflicted',
        'already-new-url',
        'new-url-too-long',
        'never-switched',
        'switched-by-another-run',
        'being-checked',
        'folder',
        'no-account',
        'no-url',
        'not-a-url',
        'foreign-host',
        'type-excluded',
        'too-large',
        'deleted'
    ])('has words for the reason %s', (reason) => {
        expect(reasonWord(reason)).not.toBe(reasonWord('new-reason'));
        expect(reasonWord(reason)).not.toMatch(/run|verified|held/);
    });

    it.each([
        ['Run 14 is still at work on 2854 of these records.', 'Job 14 is still at work on 2,854 of these records.'],
        ['Wait. The run settles it by itself.', 'Wait. The job settles it by itself.'],
        ['It is not the one that was verified.', 'It is not the one that was copied and checked.'],
        ['Mend its cause, then resume: only what is new counts.', 'Mend its cause, then choose Continue: only what is new counts.'],
        ['Grant the permission, then resume the run.', 'Grant the permission, then choose Continue.'],
        ['Run an inventory.', 'Run an inventory.']
    ])('says in its own words: %s', (sentence, words) => {
        expect(appWords(sentence)).toBe(words);
    });

    it('has a word for what is newer than itself', () => {
        expect(recordStateWord('new_state')).toBe('Unknown');
        expect(outcomeWord('new_outcome')).toBe('Unknown');
        expect(operationWord('new_operation')).toBe('Unknown');
        expect(reasonWord('new-reason')).toBe('for another reason');
    });
});
