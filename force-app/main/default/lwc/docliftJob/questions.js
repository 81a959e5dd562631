/** What is asked before links are changed. */
import { fill, formatCount } from 'c/docliftFormat';
import { labels } from './labels';

const QUESTIONS = { approve: askToSwitch, rollBack: askToRollBack };

/**
 * The words of the dialog.
 * @param {'approve'|'rollBack'} act
 * @param {object} run
 * @param {string} orgDomain the org whose links change
 */
export function questionOf(act, run, orgDomain) {
    return QUESTIONS[act](run, orgDomain);
}

function askToSwitch({ counts }, orgDomain) {
    return {
        heading: fill(labels.confirmHeading, formatCount(counts.planned)),
        sentence: fill(labels.confirmSentence, orgDomain),
        button: labels.switchLinks
    };
}

function askToRollBack({ number, counts }, orgDomain) {
    return {
        heading: fill(labels.rollBackHeading, number),
        sentence: fill(labels.rollBackSentence, orgDomain, formatCount(counts.outcomes.done)),
        button: labels.rollBack
    };
}
