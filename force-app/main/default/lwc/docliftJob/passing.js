/** Why a job is paused that goes on by itself. */
export const PASSING = [
    'salesforce.daily-limit',
    'salesforce.share-used',
    'run.outside-hours',
    'switch.soaking',
    'switch.outcomes-unknown'
];
