/** Numbers, sizes, moments and spans of time as the user's locale and time zone write them. */
import locale from '@salesforce/i18n/locale';
import timeZone from '@salesforce/i18n/timeZone';
import seconds from '@salesforce/label/c.Doclift_Time_Seconds';
import minutes from '@salesforce/label/c.Doclift_Time_Minutes';
import hours from '@salesforce/label/c.Doclift_Time_Hours';
import days from '@salesforce/label/c.Doclift_Time_Days';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** Spans of time: each unit is used below its limit in seconds. */
const SPANS = [
    { below: 90, length: 1, label: seconds },
    { below: 90 * 60, length: 60, label: minutes },
    { below: 48 * 3600, length: 3600, label: hours },
    { below: Infinity, length: 86400, label: days }
];

const count = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });

/** Fills the places `{0}`, `{1}` … of a label. */
export function fill(label, ...values) {
    return label.replace(/\{(\d+)\}/g, (place, index) => values[index] ?? place);
}

/** A full number, never "1.3M". */
export function formatCount(number) {
    return count.format(number);
}

/** A number to the hundredth. */
export function formatDecimal(number) {
    return decimal.format(number);
}

/** A sentence of the service with the user's separators in its counts. */
export function formatCountsIn(sentence) {
    return sentence.replace(/(?<![\w.,:-])\d{4,}(?![\w:-])/g, (digits) => formatCount(Number(digits)));
}

/** A sentence of the service with the user's own time in place of "2026-03-01 12:05 UTC". */
export function formatMomentsIn(sentence) {
    return sentence.replace(/\b(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC\b/g, (_, date, time) => formatMoment(`${date}T${time}:00Z`));
}

/** A size in the largest unit that leaves a number of at least one; a thousand bytes are a kilobyte. */
export function formatBytes(bytes) {
    const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
    const format = { style: 'unit', unit: UNITS[step], maximumFractionDigits: step === 0 ? 0 : 1 };
    return new Intl.NumberFormat(locale, format).format(bytes / 1000 ** step);
}

/** A share of one. It is cut, not rounded, so that 100 % means all. */
export function formatPercent(share) {
    const cut = Math.floor(share * 10000 + 1e-9) / 10000;
    return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(cut);
}

/** Day and time of an ISO date. */
export function formatMoment(iso) {
    return moment.format(new Date(iso));
}

/** Day of an ISO date. */
export function formatDay(iso) {
    return day.format(new Date(iso));
}

/** A span of time in its one fitting unit: "50 s", "4 min". */
export function formatDuration(durationSeconds) {
    const span = SPANS.find(({ below }) => durationSeconds < below);
    const digits = span.length < 3600 ? 0 : 1;
    const value = new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(durationSeconds / span.length);
    return fill(span.label, value);
}
