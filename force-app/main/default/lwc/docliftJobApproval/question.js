/** What is asked before links are switched. */
import { fill, formatCount } from 'c/docliftFormat';
import { labels } from './labels';

/**
 * The words of the dialog.
 * @param {object} run
 * @param {string} orgDomain the org whose links change
 */
export function questionOf({ counts }, orgDomain) {
    return {
        heading: fill(labels.confirmHeading, formatCount(counts.planned)),
        sentence: fill(labels.confirmSentence, orgDomain),
        button: labels.switchLinks
    };
}
