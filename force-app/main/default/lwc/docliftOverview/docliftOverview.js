import { LightningElement, api } from 'lwc';
import { fill, formatBytes, formatCount, formatMoment, formatPercent } from 'c/docliftFormat';
import { Pace } from 'c/docliftPace';
import { appWords, reasonWord } from 'c/docliftWords';
import { countsOf, reasonsOf } from './counts';
import { labels } from './labels';
import { isAtWork, toLine } from './running';

/** A screen reader hears of progress as seldom as this, not with each poll. */
const SPOKEN_EVERY_MS = 30_000;

/**
 * Where the whole migration stands. The console reads it, because its Stop button needs the same answer on every page.
 * @fires navigate to another page of the console
 * @fires again when the user wants it to be read once more
 */
export default class DocliftOverview extends LightningElement {
    /** The answer of whoAmI. */
    @api who;
    /** What went wrong with the last reading, of `toProblem`. */
    @api problem;
    /** When the overview shown was read, as an ISO date; only when newer could not be read. */
    @api staleSince;

    labels = labels;
    lines = [];
    spoken = '';
    spokenAtMs = -Infinity;
    pace = new Pace();

    _overview = null;

    /** The answer of readOverview, with counts for the jobs at work. */
    @api
    get overview() {
        return this._overview;
    }

    set overview(value) {
        this._overview = value;
        if (value) this.showRuns(value.unfinishedRuns, Date.now());
    }

    showRuns(runs, nowMs) {
        for (const { id, counts } of runs.filter(isAtWork)) {
            if (counts) this.pace.note(id, counts.planned - counts.pending, nowMs);
        }
        this.lines = runs.map((run) => toLine(run, this.pace.of(run.id)));
        if (nowMs - this.spokenAtMs >= SPOKEN_EVERY_MS) this.speak(nowMs);
    }

    speak(nowMs) {
        this.spokenAtMs = nowMs;
        this.spoken = this.lines.map(({ sentence, state }) => fill(labels.spoken, sentence, state)).join('. ');
    }

    get isLoading() {
        return !this.overview && !this.problem;
    }

    get truth() {
        return appWords(this.overview.salesforce);
    }

    get truthIcon() {
        return this.counts.switched > 0 ? 'utility:link' : 'utility:check';
    }

    get nextStep() {
        return appWords(this.overview.nextStep);
    }

    get countWarning() {
        return appWords(this.overview.countWarning ?? '');
    }

    get archived() {
        return appWords(this.overview.archived ?? '');
    }

    get counts() {
        return countsOf(this.overview);
    }

    get hasDocuments() {
        return this.overview.total > 0;
    }

    get tiles() {
        return ['inScope', 'copied', 'switched', 'attention'].map((key) => ({
            key,
            label: labels[key],
            count: formatCount(this.counts[key])
        }));
    }

    /** "1,344,438 = 1,343,901 copied and checked + 0 switched + 537 need attention + 0 to copy" */
    get sum() {
        const { counts } = this;
        const parts = Object.entries(labels.part).map(([key, label]) => fill(label, formatCount(counts[key])));
        return fill(labels.sum, formatCount(counts.inScope), parts.join(' + '));
    }

    get bars() {
        const { inScope, copied, switched } = this.counts;
        if (inScope === 0) return [];
        const all = [barOf('copied', labels.copiedShare, (copied + switched) / inScope)];
        return switched > 0 ? [...all, barOf('switched', labels.switchedShare, switched / inScope)] : all;
    }

    get outOfScope() {
        const reasons = reasonsOf(this.overview.outOfScope);
        if (reasons.length === 0) return labels.noneOutOfScope;
        const parts = reasons.map(([reason, count]) => `${formatCount(count)} ${reasonWord(reason)}`);
        return fill(labels.outOfScope, formatCount(this.counts.outOfScope), parts.join(' · '));
    }

    get facts() {
        const { verifiedBytes, lastInventoryAt } = this.overview;
        const size = fill(labels.size, formatBytes(verifiedBytes));
        return lastInventoryAt ? `${size} · ${fill(labels.lastInventory, formatMoment(lastInventoryAt))}` : size;
    }

    get needsAttention() {
        return this.counts.attention > 0;
    }

    get moved() {
        return Object.values(this.overview.drift ?? {}).reduce((sum, count) => sum + count, 0);
    }

    get hasMoved() {
        return this.moved > 0;
    }

    get seeMoved() {
        return fill(labels.seeMoved, formatCount(this.moved));
    }

    get mayNotStart() {
        return !this.who?.roles.includes('operator');
    }

    get startSentence() {
        return this.mayNotStart ? fill(labels.needsRole, labels.operator) : '';
    }

    get hasRuns() {
        return this.lines.length > 0;
    }

    get gate() {
        return this.overview.switchGate?.gate;
    }

    get gateJob() {
        const { switchGate } = this.overview;
        return switchGate ? fill(labels.asOfJob, switchGate.runNumber) : '';
    }

    handleAgain() {
        this.dispatchEvent(new CustomEvent('again'));
    }

    handleStart() {
        this.navigate({ page: 'start' });
    }

    handleSeeMoved() {
        this.navigate({ page: 'drift' });
    }

    handleSeeFailed() {
        this.navigate({ page: 'failures' });
    }

    handleRun(event) {
        this.navigate({ page: 'jobs', runId: event.target.dataset.id });
    }

    navigate(detail) {
        this.dispatchEvent(new CustomEvent('navigate', { detail, bubbles: true, composed: true }));
    }
}

function barOf(key, label, share) {
    return { key, percent: Math.floor(share * 1000) / 10, text: fill(label, formatPercent(share)) };
}
