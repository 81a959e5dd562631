/** The cohorts of a switch in words: what is ahead, where it is, and one row for each. */
import { fill, formatCount, formatDuration, formatMoment, formatPercent } from 'c/docliftFormat';
import { labels, states } from './labels';

const SOAKING = 'switch.soaking';
const SECONDS_OF_MINUTE = 60;

/** True for a list of which everything is switched together, with nothing ahead of it. */
export function isOneGo(cohorts) {
    return cohorts.length === 1 && !cohorts[0].isCanary;
}

/** In which order it goes, what becomes of the canary first, and that the job rests; only what the list has. */
export function orderSentences(cohorts) {
    if (isOneGo(cohorts)) return [labels.oneGo];
    return [
        labels.order,
        ...(cohorts.some(({ isCanary }) => isCanary) ? [labels.canaryFirst] : []),
        ...(cohorts.some(({ soakMinutes }) => soakMinutes > 0) ? [labels.rests] : [])
    ];
}

/** Which cohort the switch is in, and until when it rests; nothing before it has begun, and where there is only one. */
export function placeSentence({ cohorts, stopCode }) {
    const current = currentOf(cohorts);
    if (!current || cohorts.length === 1) return '';
    const isBegun = current.state === 'running';
    const place = fill(isBegun ? labels.now : labels.done, formatCount(current.number), formatCount(cohorts.length));
    if (!isResting(current, stopCode)) return place;
    return `${place} ${fill(labels.resting, formatMoment(current.soaksUntil))}`;
}

/** The rows of the table; that of the cohort the switch is in is marked. */
export function rowsOf({ cohorts, stopCode }) {
    const current = currentOf(cohorts);
    return cohorts.map((cohort) => ({
        number: cohort.number,
        name: nameOf(cohort),
        accounts: formatCount(cohort.accounts),
        documents: formatCount(cohort.records),
        rest: cohort.soakMinutes > 0 ? formatDuration(cohort.soakMinutes * SECONDS_OF_MINUTE) : labels.noRest,
        state: stateOf(cohort, stopCode),
        current: cohort === current ? 'step' : null
    }));
}

function currentOf(cohorts) {
    return cohorts.findLast(({ state }) => state !== 'waiting');
}

/** Nothing rests in a job that somebody stopped meanwhile. */
function isResting({ state }, stopCode) {
    return state === 'soaking' && stopCode === SOAKING;
}

function nameOf({ number, isCanary, percentage }) {
    const place = formatCount(number);
    if (isCanary) return fill(labels.canary, place);
    if (percentage === 100) return fill(labels.others, place);
    return fill(labels.upTo, place, formatPercent(percentage / 100));
}

function stateOf(cohort, stopCode) {
    return isResting(cohort, stopCode) ? fill(labels.stateResting, formatMoment(cohort.soaksUntil)) : states[cohort.state];
}
