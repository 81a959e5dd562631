/** The labels of docliftJob. */
import changes from '@salesforce/label/c.Doclift_Job_Changes';
import dryRun from '@salesforce/label/c.Doclift_Jobs_DryRun';
import failures from '@salesforce/label/c.Doclift_Failures_Title';
import history from '@salesforce/label/c.Doclift_Job_History';
import records from '@salesforce/label/c.Doclift_Job_Records';
import recordsOwned from '@salesforce/label/c.Doclift_Job_RecordsOwned';
import stateApproved from '@salesforce/label/c.Doclift_Job_State_approved';
import stateDryRunEnded from '@salesforce/label/c.Doclift_Job_State_dryRunEnded';
import stateFailed from '@salesforce/label/c.Doclift_Job_State_failed';
import stateHalted from '@salesforce/label/c.Doclift_Job_State_halted';
import stateHaltedCanary from '@salesforce/label/c.Doclift_Job_State_haltedCanary';
import stateHaltedTooManyErrors from '@salesforce/label/c.Doclift_Job_State_haltedTooManyErrors';
import statePartially from '@salesforce/label/c.Doclift_Job_State_partially_succeeded';
import statePaused from '@salesforce/label/c.Doclift_Job_State_paused';
import statePausedByHand from '@salesforce/label/c.Doclift_Job_State_pausedByHand';
import statePausedPlanning from '@salesforce/label/c.Doclift_Job_State_pausedPlanning';
import statePlanned from '@salesforce/label/c.Doclift_Job_State_planned';
import statePlanning from '@salesforce/label/c.Doclift_Job_State_planning';
import stateResting from '@salesforce/label/c.Doclift_Job_State_resting';
import stateRunning from '@salesforce/label/c.Doclift_Job_State_running';
import stateSucceeded from '@salesforce/label/c.Doclift_Job_State_succeeded';
import stateWaiting from '@salesforce/label/c.Doclift_Job_State_waiting';
import title from '@salesforce/label/c.Doclift_Job_Title';

export const stateSentences = {
    planning: statePlanning,
    waiting: stateWaiting,
    planned: statePlanned,
    approved: stateApproved,
    running: stateRunning,
    paused: statePaused,
    pausedByHand: statePausedByHand,
    pausedPlanning: statePausedPlanning,
    resting: stateResting,
    halted: stateHalted,
    succeeded: stateSucceeded,
    dryRunEnded: stateDryRunEnded,
    partially_succeeded: statePartially,
    failed: stateFailed
};

/** By the code of what stopped the job; any other stop has the sentence of its state. */
export const haltedSentences = {
    'switch.canary-not-rolled-back': stateHaltedCanary,
    'switch.too-many-failures': stateHaltedTooManyErrors
};

export const labels = { changes, dryRun, failures, history, records, recordsOwned, title };
