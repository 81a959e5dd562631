import { LightningElement, api } from 'lwc';
import { forecastBasis, forecastRows } from './forecast';
import { labels } from './labels';

/** What was foretold of one job, beside what it took. */
export default class DocliftJobForecast extends LightningElement {
    /** The answer of readForecast. */
    @api forecast;
    /** Whether nothing of the job can change any more. */
    @api hasEnded = false;

    labels = labels;

    get rows() {
        return forecastRows(this.forecast);
    }

    get basis() {
        return forecastBasis(this.forecast);
    }

    get actualTitle() {
        return this.hasEnded ? labels.actual : labels.actualSoFar;
    }
}
