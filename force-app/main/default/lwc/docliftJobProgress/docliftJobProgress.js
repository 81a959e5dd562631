import { LightningElement, api } from 'lwc';
import { Pace, paceSentence } from 'c/docliftPace';
import { entriesSentence, findingSentence, leftOutSentence, progressOf, proofSentence, settledOf } from './counters';
import { labels } from './labels';

/** How far one job is, how fast, and counters that visibly add up. */
export default class DocliftJobProgress extends LightningElement {
    labels = labels;
    pace = new Pace();
    speed = null;

    _run;

    /** The job, given anew after each poll; from that its speed is measured. */
    @api
    get run() {
        return this._run;
    }

    set run(value) {
        this._run = value;
        this.notePace();
    }

    notePace() {
        const { id, state } = this.run;
        if (state === 'running') this.pace.note(id, settledOf(this.run), Date.now());
        else this.pace.forget(id);
        this.speed = this.pace.of(id);
    }

    get progress() {
        return progressOf(this.run);
    }

    get paceSentence() {
        return this.run.state === 'running' ? paceSentence(this.speed, this.run.counts.pending) : '';
    }

    get proofSentence() {
        return proofSentence(this.run);
    }

    get findingSentence() {
        return findingSentence(this.run);
    }

    get entriesSentence() {
        return entriesSentence(this.run);
    }

    get leftOutSentence() {
        return leftOutSentence(this.run);
    }
}
