/** The words of the app for what the service calls otherwise. */
import { fill, formatCount, formatCountsIn, formatMomentsIn } from 'c/docliftFormat';
import keptBack from '@salesforce/label/c.Doclift_State_KeptBack';
import outOfScope from '@salesforce/label/c.Doclift_State_OutOfScope';
import jobName from '@salesforce/label/c.Doclift_Job_Name';
import jobNameWithCounts from '@salesforce/label/c.Doclift_Job_NameWithCounts';
import documents from '@salesforce/label/c.Doclift_Verification_Documents';
import percent from '@salesforce/label/c.Doclift_Verification_Percent';
import { doneWords, levels, noType, operations, otherReason, outcomes, reasons, states, unknown, waiting } from './labels';
import { withoutForeignWords } from './foreignWords';

/** The state of a document in a word or two. */
export function stateWord({ state, isHeld }) {
    if (state === null) return outOfScope;
    const word = recordStateWord(state);
    return isHeld ? fill(keptBack, word) : word;
}

/** A key of `byState` in a word or two. */
export function recordStateWord(word) {
    return states[word] ?? unknown;
}

/**
 * What became of a document in a job; null is a document whose turn has not come.
 * @param {string|null} outcome
 * @param {string} [operation] says what "done" means: copied and checked, switched, rolled back
 */
export function outcomeWord(outcome, operation) {
    if (outcome === null) return waiting;
    if (outcome === 'done' && doneWords[operation]) return doneWords[operation];
    return outcomes[outcome] ?? unknown;
}

/** What a job does. */
export function operationWord(operation) {
    return operations[operation] ?? unknown;
}

/** How thoroughly a job checks copies, from the least to the most. */
export const LEVELS = ['attested', 'head', 'full'];

export function levelWord(level) {
    return levels[level] ?? unknown;
}

/** The size of a random sample: "5%" or "200 documents". */
export function sampleWord({ percentage, records }) {
    return records ? fill(documents, formatCount(records)) : fill(percent, percentage);
}

/** A job in one line: "Job 14, Back up: 812 of 2,854", without counts where it has none. */
export function runSentence({ number, operation, counts }) {
    const name = [number, operationWord(operation)];
    if (!counts?.planned) return fill(jobName, ...name);
    const settled = counts.planned - counts.pending;
    return fill(jobNameWithCounts, ...name, formatCount(settled), formatCount(counts.planned));
}

/** A sentence of the service in the words of the app, its counts and times as the user writes them. */
export function appWords(sentence) {
    return withoutForeignWords(formatMomentsIn(formatCountsIn(sentence)));
}

/** File extensions in a row; documents without one have a word of their own. */
export function typeWords(types) {
    return types.map((type) => type || noType).join(', ');
}

/** Why documents are out of scope or left out of a job, to be read after their number: "366,620 without an Account". */
export function reasonWord(reason) {
    return reasons[reason.split(':')[0]] ?? otherReason;
}
