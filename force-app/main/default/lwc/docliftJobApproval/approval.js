/** What an approver sees before links are switched. */
import { callsSentence } from 'c/docliftAllowance';
import { fill, formatCount, formatDuration } from 'c/docliftFormat';
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
 * What the switch takes: time, API calls of the day, and those that are kept for rolling back.
 * @param {object} forecast of the switch
 * @param {number|null} left free API calls; null when Salesforce has not said so yet
 */
export function effortOf({ predicted: { seconds, rateBasis, requests } }, left) {
    return {
        time: fill(rateBasis === 'measured' ? labels.time : labels.timeAssumed, formatDuration(seconds)),
        calls: callsSentence(requests.salesforceCalls, left)
    };
}
