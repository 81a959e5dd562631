/** Which acts the state of a job leaves open, whoever may do them. */

const AT_WORK = ['approved', 'running'];
const RESTING = ['paused', 'halted'];
/** What the hours and the approved rests say is not passed by; the job goes on by itself. */
const GOES_ON_ALONE = ['run.outside-hours', 'switch.soaking'];
const ENDED_WITH_REST = ['partially_succeeded', 'failed'];

/** The acts by name. */
export function offeredBy({ operation, dryRun, state, startedAt, stopCode }) {
    return {
        pause: AT_WORK.includes(state),
        stop: AT_WORK.includes(state) || state === 'paused',
        goOn: RESTING.includes(state) && !(state === 'paused' && GOES_ON_ALONE.includes(stopCode)),
        tryAgain: ENDED_WITH_REST.includes(state) && operation !== 'roll_back',
        // Only a switch that has begun may have written links.
        rollBack: operation === 'switch' && !dryRun && startedAt !== null
    };
}
