import { adviceOf } from 'c/docliftAdvice';

const group = {
    code: 'source.missing',
    sentence: 'The run found no such file.',
    advice: 'Ask the vendor.',
    actor: 'vendor',
    records: 1588,
    example: { recordId: 'a01000000000001AAA', name: '', sentence: null }
};

describe('c-doclift-advice', () => {
    it('tells what happened, to how many, what to do and who does it, in the words of the app', () => {
        expect(adviceOf(group)).toEqual({
            code: 'source.missing',
            sentence: 'The job found no such file.',
            advice: 'Ask the vendor.',
            actorWord: 'The vendor',
            documents: 'Documents: 1,588',
            documentsName: 'Documents: The job found no such file.',
            example: { recordId: 'a01000000000001AAA', href: '/a01000000000001AAA', name: 'No name', sentence: '' }
        });
    });

    it('names no document that the user may not see', () => {
        expect(adviceOf({ ...group, example: null }).example).toBeNull();
    });
});
