/** The labels of docliftJobs. */
import all from '@salesforce/label/c.Doclift_Jobs_All';
import dryRun from '@salesforce/label/c.Doclift_Jobs_DryRun';
import empty from '@salesforce/label/c.Doclift_Jobs_Empty';
import ended from '@salesforce/label/c.Doclift_Jobs_Ended';
import job from '@salesforce/label/c.Doclift_Jobs_Job';
import jobNumber from '@salesforce/label/c.Doclift_Jobs_JobNumber';
import made from '@salesforce/label/c.Doclift_Jobs_Started';
import refine from '@salesforce/label/c.Doclift_List_Refine';
import showMore from '@salesforce/label/c.Doclift_List_ShowMore';
import start from '@salesforce/label/c.Doclift_Jobs_Start';
import state from '@salesforce/label/c.Doclift_Jobs_State';
import stateApproved from '@salesforce/label/c.Doclift_Jobs_State_approved';
import stateFailed from '@salesforce/label/c.Doclift_Jobs_State_failed';
import stateHalted from '@salesforce/label/c.Doclift_Jobs_State_halted';
import statePartially from '@salesforce/label/c.Doclift_Jobs_State_partially_succeeded';
import statePaused from '@salesforce/label/c.Doclift_Jobs_State_paused';
import statePlanned from '@salesforce/label/c.Doclift_Jobs_State_planned';
import statePlanning from '@salesforce/label/c.Doclift_Jobs_State_planning';
import stateRunning from '@salesforce/label/c.Doclift_Jobs_State_running';
import stateSucceeded from '@salesforce/label/c.Doclift_Jobs_State_succeeded';
import stateWaiting from '@salesforce/label/c.Doclift_Jobs_State_waiting';
import title from '@salesforce/label/c.Doclift_Jobs_Title';
import what from '@salesforce/label/c.Doclift_Jobs_What';

export const stateWords = {
    planning: statePlanning,
    waiting: stateWaiting,
    planned: statePlanned,
    approved: stateApproved,
    running: stateRunning,
    paused: statePaused,
    halted: stateHalted,
    succeeded: stateSucceeded,
    partially_succeeded: statePartially,
    failed: stateFailed
};

export const labels = { all, dryRun, empty, ended, job, jobNumber, made, refine, showMore, start, state, title, what };
