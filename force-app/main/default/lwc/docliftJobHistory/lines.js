/** The history of a job as lines to read. */
import { actorWord } from 'c/docliftActors';
import { fill, formatCount, formatMoment } from 'c/docliftFormat';
import { appWords } from 'c/docliftWords';
import approved from '@salesforce/label/c.Doclift_Job_Act_approved';
import by from '@salesforce/label/c.Doclift_Job_HistoryBy';
import created from '@salesforce/label/c.Doclift_Job_Act_created';
import ended from '@salesforce/label/c.Doclift_Job_Act_ended';
import endFailed from '@salesforce/label/c.Doclift_Job_End_failed';
import endPartially from '@salesforce/label/c.Doclift_Job_End_partially_succeeded';
import endSucceeded from '@salesforce/label/c.Doclift_Job_End_succeeded';
import exported from '@salesforce/label/c.Doclift_Job_Act_exported';
import halted from '@salesforce/label/c.Doclift_Job_Act_halted';
import other from '@salesforce/label/c.Doclift_Job_Act_other';
import paused from '@salesforce/label/c.Doclift_Job_Act_paused';
import planned from '@salesforce/label/c.Doclift_Job_Act_planned';
import resumed from '@salesforce/label/c.Doclift_Job_Act_resumed';
import started from '@salesforce/label/c.Doclift_Job_Act_started';
import withdrawn from '@salesforce/label/c.Doclift_Job_Act_withdrawn';

const APPROVED = 'run.approved';
const ACTS = {
    'run.created': created,
    'run.planned': planned,
    [APPROVED]: approved,
    'run.started': started,
    'run.before-images-exported': exported,
    'run.paused': paused,
    'run.halted': halted,
    'run.resumed': resumed,
    'run.withdrawn': withdrawn,
    'run.ended': ended
};
const ENDS = { succeeded: endSucceeded, partially_succeeded: endPartially, failed: endFailed };

/** The lines in order. A job that needs nobody's approval releases itself, which is no step to read about. */
export function toLines({ items, names }, { needsApproval }, ownId) {
    return items
        .filter(({ kind }) => needsApproval || kind !== APPROVED)
        .map((item, index) => ({
            key: String(index),
            at: item.at,
            what: whatOf(item),
            when: fill(by, formatMoment(item.at), actorWord(item.actor, names, ownId)),
            why: item.sentence ? appWords(item.sentence) : ''
        }));
}

function whatOf({ kind, state, records }) {
    const detail = kind === 'run.ended' ? (ENDS[state] ?? state) : formatCount(records ?? 0);
    return fill(ACTS[kind] ?? other, detail);
}
