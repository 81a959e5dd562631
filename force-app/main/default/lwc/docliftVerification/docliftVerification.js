import { LightningElement, api } from 'lwc';
import { LEVELS, levelWord } from 'c/docliftWords';
import { effects, labels } from './labels';

/**
 * How thoroughly copies are checked, and how many of them.
 * @fires choose with those of the choices that changed
 */
export default class DocliftVerification extends LightningElement {
    /** `level`, `sampleKind`, `samplePercentage` and `sampleRecords`, as they are chosen. */
    @api choices;
    labels = labels;

    get levels() {
        return LEVELS.map((level) => ({
            level,
            name: levelWord(level),
            effect: effects[level],
            isChosen: level === this.choices.level
        }));
    }

    get samples() {
        return [
            { kind: 'all', name: labels.all },
            { kind: 'percentage', name: labels.share },
            { kind: 'records', name: labels.count }
        ].map((sample) => ({ ...sample, isChosen: sample.kind === this.choices.sampleKind }));
    }

    /** Doclift's own records are read in no time, so a sample of them would only hide some. */
    get hasSample() {
        return this.choices.level !== 'attested';
    }

    get choosesShare() {
        return this.choices.sampleKind === 'percentage';
    }

    get choosesCount() {
        return this.choices.sampleKind === 'records';
    }

    handleLevel(event) {
        this.tell({ level: event.target.value });
    }

    handleSample(event) {
        this.tell({ sampleKind: event.target.value });
    }

    handleShare(event) {
        this.tell({ samplePercentage: Number(event.detail.value) });
    }

    handleCount(event) {
        this.tell({ sampleRecords: Number(event.detail.value) });
    }

    tell(detail) {
        this.dispatchEvent(new CustomEvent('choose', { detail }));
    }
}
