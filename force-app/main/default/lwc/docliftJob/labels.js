/** The labels of docliftJob. */
import again from '@salesforce/label/c.Doclift_Job_Again';
import approval from '@salesforce/label/c.Doclift_Job_Approval';
import approvalCounts from '@salesforce/label/c.Doclift_Job_ApprovalCounts';
import approvalGate from '@salesforce/label/c.Doclift_Job_ApprovalGate';
import approvalNothing from '@salesforce/label/c.Doclift_Job_ApprovalNothing';
import approvalRollBack from '@salesforce/label/c.Doclift_Job_ApprovalRollBack';
import approved from '@salesforce/label/c.Doclift_Job_Approved';
import approver from '@salesforce/label/c.Doclift_Role_Approver';
import beforeImages from '@salesforce/label/c.Doclift_Job_BeforeImages';
import beforeImagesSentence from '@salesforce/label/c.Doclift_Job_BeforeImagesSentence';
import begun from '@salesforce/label/c.Doclift_Job_Begun';
import calls from '@salesforce/label/c.Doclift_Job_Calls';
import callsNoRoom from '@salesforce/label/c.Doclift_Job_CallsNoRoom';
import changes from '@salesforce/label/c.Doclift_Job_Changes';
import changesDownload from '@salesforce/label/c.Doclift_Job_ChangesDownload';
import changesNotYet from '@salesforce/label/c.Doclift_Job_ChangesNotYet';
import changesSentence from '@salesforce/label/c.Doclift_Job_ChangesSentence';
import confirmHeading from '@salesforce/label/c.Doclift_Job_ConfirmHeading';
import confirmSentence from '@salesforce/label/c.Doclift_Job_ConfirmSentence';
import continueJob from '@salesforce/label/c.Doclift_Job_Continue';
import dryRun from '@salesforce/label/c.Doclift_Jobs_DryRun';
import ended from '@salesforce/label/c.Doclift_Job_Ended';
import forAccounts from '@salesforce/label/c.Doclift_Job_For_accounts';
import forEverything from '@salesforce/label/c.Doclift_Job_For_everything';
import forFailures from '@salesforce/label/c.Doclift_Job_For_failures';
import forFirst from '@salesforce/label/c.Doclift_Job_For_first';
import forPercentage from '@salesforce/label/c.Doclift_Job_For_percentage';
import forTypes from '@salesforce/label/c.Doclift_Job_For_types';
import forRun from '@salesforce/label/c.Doclift_Job_For_run';
import forRecords from '@salesforce/label/c.Doclift_Job_For_records';
import forWhat from '@salesforce/label/c.Doclift_Job_For';
import forbiddenRole from '@salesforce/label/c.Doclift_Error_ForbiddenRole';
import forecast from '@salesforce/label/c.Doclift_Job_Forecast';
import forecastActual from '@salesforce/label/c.Doclift_Job_Forecast_Actual';
import forecastActualSoFar from '@salesforce/label/c.Doclift_Job_Forecast_ActualSoFar';
import forecastAssumed from '@salesforce/label/c.Doclift_Job_Forecast_assumed';
import forecastBytes from '@salesforce/label/c.Doclift_Job_Forecast_Bytes';
import forecastCalls from '@salesforce/label/c.Doclift_Job_Forecast_Calls';
import forecastDocuments from '@salesforce/label/c.Doclift_Job_Forecast_Documents';
import forecastForecast from '@salesforce/label/c.Doclift_Job_Forecast_Forecast';
import forecastMeasured from '@salesforce/label/c.Doclift_Job_Forecast_measured';
import forecastNotCounted from '@salesforce/label/c.Doclift_Job_Forecast_NotCounted';
import forecastNotYet from '@salesforce/label/c.Doclift_Job_Forecast_NotYet';
import forecastTime from '@salesforce/label/c.Doclift_Job_Forecast_Time';
import forecastWhat from '@salesforce/label/c.Doclift_Job_Forecast_What';
import failures from '@salesforce/label/c.Doclift_Failures_Title';
import history from '@salesforce/label/c.Doclift_Job_History';
import entries from '@salesforce/label/c.Doclift_Job_Entries';
import leftOut from '@salesforce/label/c.Doclift_Job_LeftOut';
import made from '@salesforce/label/c.Doclift_Job_Made';
import operator from '@salesforce/label/c.Doclift_Role_Operator';
import pause from '@salesforce/label/c.Doclift_Job_Pause';
import pending from '@salesforce/label/c.Doclift_Job_Count_pending';
import progress from '@salesforce/label/c.Doclift_Job_Progress';
import progressOf from '@salesforce/label/c.Doclift_Job_ProgressOf';
import records from '@salesforce/label/c.Doclift_Job_Records';
import proven from '@salesforce/label/c.Doclift_Job_Proven';
import provenByReading from '@salesforce/label/c.Doclift_Job_ProvenByReading';
import provenByStore from '@salesforce/label/c.Doclift_Job_ProvenByStore';
import recordsOwned from '@salesforce/label/c.Doclift_Job_RecordsOwned';
import reportDownload from '@salesforce/label/c.Doclift_Job_ReportDownload';
import reportSentence from '@salesforce/label/c.Doclift_Job_ReportSentence';
import stateApproved from '@salesforce/label/c.Doclift_Job_State_approved';
import stateDryRunEnded from '@salesforce/label/c.Doclift_Job_State_dryRunEnded';
import stateFailed from '@salesforce/label/c.Doclift_Job_State_failed';
import stateHalted from '@salesforce/label/c.Doclift_Job_State_halted';
import statePartially from '@salesforce/label/c.Doclift_Job_State_partially_succeeded';
import statePaused from '@salesforce/label/c.Doclift_Job_State_paused';
import statePausedByHand from '@salesforce/label/c.Doclift_Job_State_pausedByHand';
import statePlanned from '@salesforce/label/c.Doclift_Job_State_planned';
import statePlanning from '@salesforce/label/c.Doclift_Job_State_planning';
import stateRunning from '@salesforce/label/c.Doclift_Job_State_running';
import stateSucceeded from '@salesforce/label/c.Doclift_Job_State_succeeded';
import stateWaiting from '@salesforce/label/c.Doclift_Job_State_waiting';
import stop from '@salesforce/label/c.Doclift_Job_Stop';
import switchLinks from '@salesforce/label/c.Doclift_Job_Switch';
import title from '@salesforce/label/c.Doclift_Job_Title';
import who from '@salesforce/label/c.Doclift_Job_Who';

export const stateSentences = {
    planning: statePlanning,
    waiting: stateWaiting,
    planned: statePlanned,
    approved: stateApproved,
    running: stateRunning,
    paused: statePaused,
    pausedByHand: statePausedByHand,
    halted: stateHalted,
    succeeded: stateSucceeded,
    dryRunEnded: stateDryRunEnded,
    partially_succeeded: statePartially,
    failed: stateFailed
};

export const scopes = {
    everything: forEverything,
    accounts: forAccounts,
    records: forRecords,
    failures: forFailures,
    run: forRun
};

export const forecastLabels = {
    actual: forecastActual,
    actualSoFar: forecastActualSoFar,
    assumed: forecastAssumed,
    bytes: forecastBytes,
    calls: forecastCalls,
    documents: forecastDocuments,
    forecast: forecastForecast,
    measured: forecastMeasured,
    notCounted: forecastNotCounted,
    notYet: forecastNotYet,
    time: forecastTime,
    title: forecast,
    what: forecastWhat
};

export const labels = {
    again,
    approval,
    approvalCounts,
    approvalGate,
    approvalNothing,
    approvalRollBack,
    approved,
    approver,
    beforeImages,
    beforeImagesSentence,
    begun,
    calls,
    callsNoRoom,
    changes,
    changesDownload,
    changesNotYet,
    changesSentence,
    confirmHeading,
    confirmSentence,
    continueJob,
    dryRun,
    ended,
    failures,
    forFirst,
    forPercentage,
    forTypes,
    forWhat,
    forbiddenRole,
    history,
    entries,
    leftOut,
    made,
    operator,
    pause,
    pending,
    progress,
    progressOf,
    proven,
    provenByReading,
    provenByStore,
    records,
    recordsOwned,
    reportDownload,
    reportSentence,
    stop,
    switchLinks,
    title,
    who
};
