/** The processes of the service in words: how many work, which are silent, and one row for each. */
import { fill, formatCount, formatMoment } from 'c/docliftFormat';
import { runSentence } from 'c/docliftWords';
import { labels } from './labels';

/** "Workers at work: 3. Silent: 1, since 10:41." A process that takes no jobs is not counted while it lives. */
export function summaryOf(workers) {
    const silent = workers.filter(({ isAlive }) => !isAlive);
    const atWork = workers.filter(({ isAlive, takesTasks }) => isAlive && takesTasks).length;
    const sentences = [atWork > 0 ? fill(labels.atWork, formatCount(atWork)) : labels.none];
    if (silent.length > 0) sentences.push(fill(labels.silent, formatCount(silent.length), formatMoment(firstOf(silent))));
    if (silent.length > 0 && atWork > 0) sentences.push(labels.takenOver);
    return sentences.join(' ');
}

/** The rows of the table, in the order of the service. */
export function rowsOf(workers) {
    return workers.map(({ id, host, processId, version, isAlive, lastBeatAt, takesTasks, tasks }) => ({
        id,
        machine: fill(labels.process, host, processId),
        version,
        icon: isAlive ? 'utility:success' : 'utility:warning',
        variant: isAlive ? 'success' : 'warning',
        lastSign: isAlive ? labels.now : fill(labels.silentSince, formatMoment(lastBeatAt)),
        worksOn: takesTasks ? jobsOf(tasks) || labels.nothing : labels.takesNone
    }));
}

/** Times of one form, so the order of their letters is their own. */
function firstOf(silent) {
    return silent.map(({ lastBeatAt }) => lastBeatAt).sort()[0];
}

/** Each job once, however many of its parts a process works on. */
function jobsOf(tasks) {
    const jobs = tasks.map(({ runNumber, operation }) => runSentence({ number: runNumber, operation }));
    return [...new Set(jobs)].join('; ');
}
