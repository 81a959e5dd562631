/** The lines of the table: what was set off, what is expected, and the storage of the org. */
import { fill, formatBytes, formatCount, formatDecimal } from 'c/docliftFormat';
import { labels } from './labels';

const BYTES_OF_MB = 1000000;

/** @param {object} effects `sideEffects` of a job */
export function rowsOf({ objects, asyncJobs, per100Records, allowedPer100Records, projected, dataStorage, fileStorage }) {
    const rate = per100Records === null ? labels.notKnown : formatDecimal(per100Records);
    return [
        ...objects.map(({ object, rows }) => row(fill(labels.rowsOf, object), countWords(rows))),
        row(labels.asyncJobs, countWords(asyncJobs)),
        row(labels.per100, fill(labels.allowed, rate, formatCount(allowedPer100Records))),
        row(labels.ofJob, countWords(projected?.ofRun)),
        row(labels.inScope, countWords(projected?.inScope)),
        row(labels.dataStorage, storageWords(dataStorage)),
        row(labels.fileStorage, storageWords(fileStorage))
    ];
}

function row(name, words) {
    return { name, words };
}

function countWords(count) {
    return count === null || count === undefined ? labels.notKnown : formatCount(count);
}

function storageWords(use) {
    if (use === null) return labels.notKnown;
    const sizes = [use.grownMb, use.projectedMb, use.freeMb].map((size) => formatBytes(size * BYTES_OF_MB));
    return fill(labels.storage, ...sizes);
}
