/** The counters of a job, which visibly add up, and its progress. */
import { fill, formatCount, formatPercent } from 'c/docliftFormat';
import { outcomeWord } from 'c/docliftWords';
import { foundWords, labels } from './labels';

/** What a job has settled so far. */
export function settledOf({ counts }) {
    return counts.planned - counts.pending;
}

/** Progress as a bar and in words; null for a job that counts no documents. */
export function progressOf(run) {
    const { planned } = run.counts;
    if (planned === 0) return null;
    const share = settledOf(run) / planned;
    const percent = Math.floor(share * 100);
    const words = fill(labels.progressOf, formatCount(settledOf(run)), formatCount(planned), formatPercent(share));
    return { percent, words, style: `width: ${percent}%`, planned: formatCount(planned), parts: partsOf(run) };
}

/** "Left out of the list of changes, beside these: 124.", when some were. */
export function leftOutSentence({ counts: { leftOut } }) {
    return leftOut > 0 ? fill(labels.leftOut, formatCount(leftOut)) : '';
}

/** "Copies proven: 1,588 by the store's checksum, 4 by reading back." for a back-up that has copied. */
export function proofSentence({ counts: { proofs = {} } }) {
    const { 'read-back': byReading = 0, ...others } = proofs;
    const byStore = Object.values(others).reduce((sum, count) => sum + count, 0);
    const parts = [
        [labels.provenByStore, byStore],
        [labels.provenByReading, byReading]
    ].filter(([, count]) => count > 0);
    const words = parts.map(([label, count]) => fill(label, formatCount(count)));
    return words.length > 0 ? fill(labels.proven, words.join(', ')) : '';
}

/** "Found: 2 gone from your bucket, 2 put right again." for a job that checks copies and found something. */
export function findingSentence({ counts: { findings = {} } }) {
    const found = Object.entries(foundWords).filter(([finding]) => findings[finding] > 0);
    const words = found.map(([finding, label]) => fill(label, formatCount(findings[finding])));
    return words.length > 0 ? fill(labels.found, words.join(', ')) : '';
}

/** "Read 1,917,660 entries of Salesforce: 12 new, …" for a job that reads Salesforce. */
export function entriesSentence({ entries }) {
    if (!entries) return '';
    const { read, added, changed, deleted } = entries;
    return fill(labels.entries, formatCount(read), formatCount(added), formatCount(changed), formatCount(deleted));
}

/** The parts of "2,854 = 2,790 Switched + 41 Changed by someone else + 23 still to do", those of zero left out. */
function partsOf({ counts, operation }) {
    const outcomes = Object.entries(counts.outcomes).map(([outcome, count]) => ({
        key: outcome,
        count,
        word: outcomeWord(outcome, operation)
    }));
    return [...outcomes, { key: 'pending', count: counts.pending, word: labels.pending }]
        .filter(({ count }) => count > 0)
        .map((part, index) => ({ ...part, sign: index === 0 ? ' = ' : ' + ', count: formatCount(part.count) }));
}
