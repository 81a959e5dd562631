import { LightningElement } from 'lwc';
import locale from '@salesforce/i18n/locale';
import readSeries from '@salesforce/apex/DocliftOverviewController.readSeries';
import { toProblem } from 'c/docliftErrors';
import { fill, formatCount, formatMoment } from 'c/docliftFormat';
import { startPolling } from 'c/docliftPoll';
import { HEIGHT, WIDTH, draw } from './drawing';
import { labels } from './labels';

const EVERY_MS = 60_000;

/** The service cuts days at midnight UTC, so the day must not be moved into the zone of the user. */
const utcDay = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });

/** What was done over time: bars for what was handled, diamonds for what failed, and the same as a table. */
export default class DocliftSeriesChart extends LightningElement {
    by = 'hour';
    series = null;
    problem = null;
    staleSince = null;
    labels = labels;
    viewBox = `0 0 ${WIDTH} ${HEIGHT}`;

    connectedCallback() {
        this.start();
    }

    disconnectedCallback() {
        this.stop();
    }

    start() {
        const by = this.by;
        this.stop = startPolling({
            read: () => readSeries({ span: by }),
            onData: (series) => this.take(series),
            onError: (error) => this.fail(error),
            everyMs: EVERY_MS
        });
    }

    take(series) {
        this.series = series;
        this.readAt = new Date().toISOString();
        this.problem = this.staleSince = null;
    }

    fail(error) {
        this.problem = toProblem(error);
        this.staleSince = this.series && this.readAt;
    }

    get spans() {
        return [
            { label: labels.hour, value: 'hour' },
            { label: labels.day, value: 'day' }
        ];
    }

    get isLoading() {
        return !this.series && !this.problem;
    }

    get isEmpty() {
        return Boolean(this.series) && this.rows.length === 0;
    }

    get emptyText() {
        return labels.empty[this.by];
    }

    get caption() {
        return labels.table[this.by];
    }

    get hasChart() {
        return Boolean(this.series) && !this.isEmpty;
    }

    get marks() {
        const titles = this.series.buckets.map((bucket) => this.titleOf(bucket));
        return draw(this.series.buckets).map((mark, index) => ({ ...mark, title: titles[index] }));
    }

    /** Spans in which nothing was done would only make the table long. */
    get rows() {
        return this.series.buckets
            .filter(({ settled }) => settled > 0)
            .map(({ from, settled, failed }) => ({
                key: from,
                from: this.timeOf(from),
                handled: formatCount(settled),
                failed: formatCount(failed)
            }));
    }

    get first() {
        return this.timeOf(this.series.buckets[0].from);
    }

    get last() {
        return this.timeOf(this.series.buckets.at(-1).from);
    }

    get mostText() {
        return fill(labels.most, formatCount(this.most));
    }

    get description() {
        const { buckets } = this.series;
        const sum = (name) => formatCount(buckets.reduce((total, bucket) => total + bucket[name], 0));
        return fill(labels.description, sum('settled'), sum('failed'), formatCount(this.most));
    }

    get most() {
        return Math.max(...this.series.buckets.map(({ settled }) => settled));
    }

    handleBy(event) {
        this.stop();
        this.by = event.detail.value;
        this.series = this.problem = null;
        this.start();
    }

    handleAgain() {
        this.stop();
        this.problem = null;
        this.start();
    }

    titleOf({ from, settled, failed }) {
        return fill(labels.bar, this.timeOf(from), formatCount(settled), formatCount(failed));
    }

    timeOf(iso) {
        return this.by === 'day' ? utcDay.format(new Date(iso)) : formatMoment(iso);
    }
}
