/** What went wrong between a component and the service, as a problem to decide by and a sentence to show. */
import sentences, { byKind, unexpected } from './sentences';
import { fill, formatCount } from 'c/docliftFormat';
import { appWords } from 'c/docliftWords';

const KINDS = {
    0: 'unreachable',
    400: 'invalid',
    401: 'unauthorised',
    403: 'forbidden',
    404: 'missing',
    409: 'refused',
    410: 'missing',
    412: 'refused',
    413: 'invalid',
    415: 'invalid',
    422: 'invalid',
    429: 'busy',
    503: 'busy'
};

/** Whatever the user's language is, the platform refuses a class by its name. */
const CLASS_REFUSED = /Apex.*Doclift\w*Controller/;

/**
 * What an Apex method threw, as a problem: its message is JSON with status, code, detail and the facts of the error.
 * The platform's own refusal of a class is a missing permission set. Everything else becomes a problem of kind `other`.
 * @returns {{ status: number, code: string, detail: string, kind: string }}
 */
export function toProblem(error) {
    const problem = parse(error?.body?.message) ?? problemOf(error?.body?.message ?? error?.message ?? '');
    return { ...problem, kind: KINDS[problem.status] ?? 'other' };
}

/** One plain sentence for an admin. The words of the service are shown only where the app has none of its own. */
export function sentenceOf(problem) {
    const own = problem.code in sentences ? sentences[problem.code] : byKind[problem.kind];
    return own ? fill(own, ...factsOf(problem)) : appWords(problem.detail ?? '') || unexpected;
}

function problemOf(detail) {
    return CLASS_REFUSED.test(detail)
        ? { status: 403, code: 'app.no-permission', detail }
        : { status: 500, code: 'app.unexpected', detail };
}

function parse(message) {
    try {
        const problem = JSON.parse(message);
        return typeof problem?.status === 'number' ? problem : null;
    } catch {
        return null;
    }
}

/** The numbers that a sentence has places for. */
function factsOf({ ownerNumber, records }) {
    return [ownerNumber ?? '', records === undefined ? '' : formatCount(records)];
}
