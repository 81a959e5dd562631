import { sentenceOf, toProblem } from 'c/docliftErrors';

function thrown(problem) {
    return { body: { message: JSON.stringify(problem) } };
}

describe('c-doclift-errors', () => {
    it.each([
        [0, 'unreachable'],
        [400, 'invalid'],
        [401, 'unauthorised'],
        [403, 'forbidden'],
        [404, 'missing'],
        [409, 'refused'],
        [410, 'missing'],
        [422, 'invalid'],
        [429, 'busy'],
        [503, 'busy'],
        [500, 'other']
    ])('calls a problem of status %i %s', (status, kind) => {
        expect(toProblem(thrown({ status, code: 'any', detail: 'Any.' })).kind).toBe(kind);
    });

    it('keeps the facts of the problem', () => {
        const problem = toProblem(thrown({ status: 409, code: 'gate.refused', detail: '…', gate: { lines: [] } }));
        expect(problem.gate).toEqual({ lines: [] });
    });

    it.each([[new Error('Boom')], [{ body: { message: 'Not JSON' } }], [{ body: { message: '7' } }], [undefined]])(
        'makes a problem of everything else that is thrown',
        (error) => {
            expect(toProblem(error)).toMatchObject({ code: 'app.unexpected', kind: 'other' });
        }
    );

    it.each([
        "You do not have access to the Apex class named 'DocliftWhoController'.",
        "Sie haben keinen Zugriff auf die Apex-Klasse 'acme.DocliftRunController'."
    ])('takes the refusal of the platform for a missing permission set: %s', (message) => {
        const problem = toProblem({ status: 500, body: { message } });
        expect(problem).toMatchObject({ status: 403, code: 'app.no-permission', kind: 'forbidden' });
        expect(sentenceOf(problem)).toContain('Doclift Viewer');
    });

    it.each([
        ['rollback.run-not-ended', 'being stopped'],
        ['rollback.not-a-switch', 'changed nothing in Salesforce'],
        ['rollback.never-started', 'never started'],
        ['record.not-held', 'not kept back']
    ])('has words of its own for %s', (code, words) => {
        expect(sentenceOf(toProblem(thrown({ status: 409, code, detail: 'Run 14 is held.' })))).toContain(words);
    });

    it('shows the words of the service only as those of the app', () => {
        const detail = 'Run 14 owns 1200 verified records. Wait, then resume the run.';
        expect(sentenceOf(toProblem(thrown({ status: 409, code: 'new.code', detail })))).toBe(
            'Job 14 owns 1,200 copied and checked records. Wait, then choose Continue.'
        );
    });

    it('says for a service that does not answer that the links are not affected', () => {
        const problem = toProblem(thrown({ status: 0, code: 'app.unreachable', detail: 'Read timed out' }));
        expect(sentenceOf(problem)).toBe(
            'Doclift does not answer. Your links are not affected. Try again in a minute.'
        );
    });

    it('fills in the facts of a refusal', () => {
        const facts = { ownerNumber: 14, records: 2854 };
        const problem = toProblem(thrown({ status: 409, code: 'run.records-owned', detail: 'Run 14 owns 2854.', ...facts }));
        expect(sentenceOf(problem)).toBe(
            'Job 14 is at work on 2,854 of these documents. Wait until it has ended. A switch can be rolled back instead.'
        );
    });

    it('prefers the detail where it says what to do', () => {
        const detail = 'The org does not confirm that you hold Doclift Operator. Assign it in Setup.';
        expect(sentenceOf(toProblem(thrown({ status: 403, code: 'api.user-not-confirmed', detail })))).toBe(detail);
        expect(sentenceOf(toProblem(thrown({ status: 409, code: 'new.code', detail })))).toBe(detail);
    });

    it('has a sentence even when nothing is known', () => {
        expect(sentenceOf(toProblem(undefined))).toMatch(/^Something unexpected went wrong/);
        expect(sentenceOf({ kind: 'refused', code: 'new.code', detail: '' })).toMatch(/^Something unexpected/);
    });
});
