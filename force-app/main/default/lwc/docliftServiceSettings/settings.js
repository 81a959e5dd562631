/** Settings of the service as the page shows them. */
import { actorWord } from 'c/docliftActors';
import { fill, formatCount, formatMoment } from 'c/docliftFormat';
import { labels, words } from './labels';

/**
 * One setting in words.
 * @param {object} item of /v1/settings
 * @param {object} names of users by id, as far as the user may see them
 * @param {string} [ownId] the actor that looks at the page
 */
export function toSetting(item, names, ownId) {
    const { name, kind, value, least, most, changedBy } = item;
    // A setting that is newer than this page has at least its sentence.
    const { label, help } = words[name] ?? { label: item.sentence, help: '' };
    return {
        name,
        value,
        shownValue: shown(value),
        least,
        most,
        label,
        help,
        isDefault: changedBy === null,
        source: sourceOf(item, names, ownId),
        ...(kind === 'hours' ? hoursWords : rangeWords(least, most))
    };
}

const hoursWords = { isText: true, range: labels.hoursForm, rangeRefusal: labels.hoursRefused };

function rangeWords(...ends) {
    const range = ends.map(formatCount);
    return { isText: false, range: fill(labels.range, ...range), rangeRefusal: fill(labels.outOfRange, ...range) };
}

function shown(value) {
    return typeof value === 'number' ? formatCount(value) : value;
}

function sourceOf({ changedBy, changedAt, default: usual }, names, ownId) {
    if (changedBy === null) return labels.isDefault;
    return fill(labels.setBy, actorWord(changedBy, names, ownId), formatMoment(changedAt), shown(usual));
}
