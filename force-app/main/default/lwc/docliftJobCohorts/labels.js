/** The labels of docliftJobCohorts. */
import accounts from '@salesforce/label/c.Doclift_Accounts_Title';
import canary from '@salesforce/label/c.Doclift_Job_Cohort_canary';
import canaryFirst from '@salesforce/label/c.Doclift_Job_Cohorts_CanaryFirst';
import cohort from '@salesforce/label/c.Doclift_Job_Cohort';
import documents from '@salesforce/label/c.Doclift_Accounts_Documents';
import done from '@salesforce/label/c.Doclift_Job_Cohorts_Done';
import fine from '@salesforce/label/c.Doclift_SideEffects_Outcome_fine';
import guardrail from '@salesforce/label/c.Doclift_Job_Guardrail_Sentence';
import guardrailUnknown from '@salesforce/label/c.Doclift_Job_Guardrail_Unknown';
import noRest from '@salesforce/label/c.Doclift_Job_Cohort_NoRest';
import notKnown from '@salesforce/label/c.Doclift_SideEffects_NotKnown';
import now from '@salesforce/label/c.Doclift_Job_Cohorts_Now';
import oneGo from '@salesforce/label/c.Doclift_Job_Cohorts_OneGo';
import order from '@salesforce/label/c.Doclift_Job_Cohorts_Order';
import others from '@salesforce/label/c.Doclift_Job_Cohort_others';
import rest from '@salesforce/label/c.Doclift_Job_Cohort_Rest';
import resting from '@salesforce/label/c.Doclift_Job_Cohorts_Resting';
import rests from '@salesforce/label/c.Doclift_Job_Cohorts_Rests';
import state from '@salesforce/label/c.Doclift_Jobs_State';
import stateDone from '@salesforce/label/c.Doclift_Job_Cohort_State_done';
import stateResting from '@salesforce/label/c.Doclift_Job_Cohort_State_resting';
import stateRunning from '@salesforce/label/c.Doclift_Job_Cohort_State_running';
import stateWaiting from '@salesforce/label/c.Doclift_Job_Cohort_State_waiting';
import title from '@salesforce/label/c.Doclift_Job_Cohorts';
import tooFew from '@salesforce/label/c.Doclift_SideEffects_Outcome_tooFew';
import tooMany from '@salesforce/label/c.Doclift_Job_Guardrail_TooMany';
import upTo from '@salesforce/label/c.Doclift_Job_Cohort_upTo';

export const states = { waiting: stateWaiting, running: stateRunning, soaking: stateDone, done: stateDone };

export const outcomes = {
    fine: { word: fine, icon: 'utility:success', variant: 'success' },
    'too-few-records': { word: tooFew, icon: 'utility:question', variant: 'warning' },
    'not-known': { word: notKnown, icon: 'utility:question', variant: 'warning' },
    'too-many-failures': { word: tooMany, icon: 'utility:clear', variant: 'error' }
};

export const labels = {
    accounts,
    canary,
    canaryFirst,
    cohort,
    documents,
    done,
    guardrail,
    guardrailUnknown,
    noRest,
    now,
    oneGo,
    order,
    others,
    rest,
    resting,
    rests,
    state,
    stateResting,
    title,
    upTo
};
