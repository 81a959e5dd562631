/** What an approver sees before links are switched. */
import { fill, formatCount } from 'c/docliftFormat';
import { labels } from './labels';

/**
 * The sentences of the approval; `hint` says why the switch cannot be started here and now, and is empty when it can.
 * @param {object} run a switch that waits
 * @param {boolean} mayApprove
 */
export function approvalOf(run, mayApprove) {
    const { planned, leftOut } = run.counts;
    return {
        counts: fill(labels.approvalCounts, formatCount(planned), formatCount(leftOut)),
        hint: hintOf(run, mayApprove)
    };
}

function hintOf({ counts, gate }, mayApprove) {
    if (!mayApprove) return fill(labels.forbiddenRole, labels.approver);
    if (counts.planned === 0) return labels.approvalNothing;
    return gate?.outcome === 'passed' ? '' : labels.approvalGate;
}

/**
 * What the switch takes of the API calls the org has left, and what rolling back takes then.
 * @param {object} forecast of the switch
 * @param {number|null} left null when the org has not said so yet
 */
export function callsSentence({ predicted }, left) {
    if (left === null) return '';
    const needed = predicted.requests.salesforceCalls;
    return fill(needed > left ? labels.callsNoRoom : labels.calls, formatCount(needed), formatCount(left));
}
