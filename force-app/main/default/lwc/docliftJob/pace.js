/** How fast a job goes, from what its polls saw. */
import { fill, formatCount, formatDuration } from 'c/docliftFormat';
import { labels } from './labels';

/** So many of the newest polls make the speed. */
const KEPT = 12;

/** What one poll saw, added to what those before it saw. */
export function withSample(samples, settled, now) {
    return [...samples, { settled, at: now }].slice(-KEPT);
}

/** Speed and time left, what that is based on, or that it is still being measured. */
export function paceSentence(samples, pending) {
    const pace = paceOf(samples);
    if (pace === null) return labels.measuring;
    const span = formatDuration(pace.seconds);
    if (pace.perSecond === 0) return fill(labels.standing, span);
    return `${rateWords(pace.perSecond)}, ${fill(labels.timeLeft, formatDuration(pending / pace.perSecond), span)}`;
}

function paceOf(samples) {
    if (samples.length < 2) return null;
    const [first, last] = [samples[0], samples[samples.length - 1]];
    const seconds = (last.at - first.at) / 1000;
    return seconds > 0 ? { seconds, perSecond: (last.settled - first.settled) / seconds } : null;
}

function rateWords(perSecond) {
    if (perSecond >= 1) return fill(labels.ratePerSecond, formatCount(perSecond));
    return fill(labels.ratePerMinute, formatCount(Math.max(1, perSecond * 60)));
}
