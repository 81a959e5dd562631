/** One card for each connection, in the order in which people ask: Salesforce, vendor, bucket, then the service itself. */
import { sentenceOf } from 'c/docliftErrors';
import { fill, formatMoment } from 'c/docliftFormat';
import { appWords } from 'c/docliftWords';
import { labels } from './labels';

const ORDER = ['service', 'org', 'vendor', 'versions', 'bucket', 'database', 'worker', 'webhooks'];

/** The page in Setup where a connection is mended; the others are mended outside Salesforce, as their advice says. */
const SETUP_PAGES = {
    service: { label: labels.pages.namedCredentials, path: '/lightning/setup/NamedCredential/home' },
    org: { label: labels.pages.clientApps, path: '/lightning/setup/ManageExternalClientApplication/home' },
    bucket: { label: labels.pages.trustedUrls, path: '/lightning/setup/SecurityCspTrustedSite/home' }
};

export const GROUPS_PATH = '/lightning/setup/PermSetGroups/home';

const ICONS = {
    ok: { icon: 'utility:success', variant: 'success' },
    failing: { icon: 'utility:clear', variant: 'error' },
    unknown: { icon: 'utility:question', variant: 'warning' }
};

/** The cards of an answer; that it came means that the service itself can be reached. */
export function cardsOf(connections, readAt) {
    const service = { name: 'service', status: 'ok', sentence: labels.serviceWorks, checkedAt: readAt };
    return [service, ...connections].sort(byOrder).map(toCard);
}

/** The only card that can be shown when the service gives no answer to this org. */
export function cardOfProblem(problem, triedAt) {
    return toCard({ name: 'service', status: 'failing', sentence: sentenceOf(problem), checkedAt: triedAt });
}

function byOrder(one, other) {
    return placeOf(one) - placeOf(other);
}

/** A connection that is newer than this page comes last. */
function placeOf({ name }) {
    const place = ORDER.indexOf(name);
    return place === -1 ? ORDER.length : place;
}

function toCard({ name, status, sentence, advice, checkedAt }) {
    const label = labels.names[name] ?? labels.names.other;
    const known = ICONS[status] ? status : 'unknown';
    return {
        name,
        label,
        ...ICONS[known],
        word: labels.status[known],
        sentence: appWords(sentence),
        advice: advice && appWords(advice),
        checkedAt: fill(labels.checkedAt, formatMoment(checkedAt)),
        checkLabel: fill(labels.checkOf, label),
        page: SETUP_PAGES[name],
        openLabel: SETUP_PAGES[name] && fill(labels.open, SETUP_PAGES[name].label)
    };
}
