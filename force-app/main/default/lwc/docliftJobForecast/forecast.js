/** The forecast of a job beside what it took. */
import { formatBytes, formatCount, formatDuration } from 'c/docliftFormat';
import { labels } from './labels';

/**
 * The rows of the table.
 * @param {object} forecast of /v1/forecast/runs/{id}
 */
export function forecastRows({ predicted, actual }) {
    const rows = [
        row('documents', labels.documents, predicted.records, actual?.records, formatCount),
        row('time', labels.time, predicted.seconds, actual?.seconds, formatDuration),
        row('calls', labels.calls, predicted.requests.salesforceCalls, actual?.requests.salesforceCalls, formatCount)
    ];
    if (predicted.bytes === 0) return rows;
    return [...rows, row('bytes', labels.bytes, predicted.bytes, actual?.bytes, formatBytes)];
}

/** What the forecast rests on. */
export function forecastBasis({ predicted }) {
    return predicted.rateBasis === 'measured' ? labels.measured : labels.assumed;
}

function row(key, name, predicted, actual, format) {
    return { key, name, predicted: format(predicted), actual: actualWord(actual, format) };
}

function actualWord(actual, format) {
    if (actual === undefined) return labels.notYet;
    return actual === null ? labels.notCounted : format(actual);
}
