/** How the latest documents of a switch stand against the limits, as a word, an icon and a sentence. */
import { fill, formatCount, formatPercent } from 'c/docliftFormat';
import { labels, outcomes } from './labels';

/** @param {object} guardrail of a job */
export function guardrailOf({ outcome, attempted, failed, unknown, failurePercent, leastRecords }) {
    const counts = [formatCount(failed), formatCount(attempted)];
    const limits = [formatPercent(failurePercent / 100), formatCount(leastRecords)];
    const doubt = unknown > 0 ? [fill(labels.guardrailUnknown, formatCount(unknown))] : [];
    // An outcome that is newer than this page counts as not known.
    const known = outcomes[outcome] ?? outcomes['not-known'];
    return { ...known, sentence: [fill(labels.guardrail, ...counts, ...limits), ...doubt].join(' ') };
}
