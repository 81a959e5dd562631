/** The sentences for errors whose own words are for developers, by code and by kind. */
import accountMissing from '@salesforce/label/c.Doclift_Error_AccountMissing';
import beingChecked from '@salesforce/label/c.Doclift_Error_BeingChecked';
import busy from '@salesforce/label/c.Doclift_Error_Busy';
import changedByOthers from '@salesforce/label/c.Doclift_Error_ChangedByOthers';
import deadLetterMissing from '@salesforce/label/c.Doclift_Error_DeadLetterMissing';
import forbidden from '@salesforce/label/c.Doclift_Error_Forbidden';
import gateRefused from '@salesforce/label/c.Doclift_Error_GateRefused';
import jobChanged from '@salesforce/label/c.Doclift_Error_JobChanged';
import jobMissing from '@salesforce/label/c.Doclift_Error_JobMissing';
import jobNotEnded from '@salesforce/label/c.Doclift_Error_JobNotEnded';
import jobNotRunning from '@salesforce/label/c.Doclift_Error_JobNotRunning';
import jobNotStopped from '@salesforce/label/c.Doclift_Error_JobNotStopped';
import jobOwnsRecords from '@salesforce/label/c.Doclift_Error_JobOwnsRecords';
import jobStillMade from '@salesforce/label/c.Doclift_Error_JobStillMade';
import jobReads from '@salesforce/label/c.Doclift_Error_JobReads';
import keyReused from '@salesforce/label/c.Doclift_Error_KeyReused';
import missing from '@salesforce/label/c.Doclift_Error_Missing';
import neverStarted from '@salesforce/label/c.Doclift_Error_NeverStarted';
import neverSwitched from '@salesforce/label/c.Doclift_Error_NeverSwitched';
import noAllAccounts from '@salesforce/label/c.Doclift_Error_NoAllAccounts';
import noInventory from '@salesforce/label/c.Doclift_Error_NoInventory';
import noForecast from '@salesforce/label/c.Doclift_Error_NoForecast';
import noPermission from '@salesforce/label/c.Doclift_Error_NoPermission';
import notASwitch from '@salesforce/label/c.Doclift_Error_NotASwitch';
import notCopied from '@salesforce/label/c.Doclift_Error_NotCopied';
import notKeptBack from '@salesforce/label/c.Doclift_Error_NotKeptBack';
import nothingFailed from '@salesforce/label/c.Doclift_Error_NothingFailed';
import other from '@salesforce/label/c.Doclift_Error_Other';
import outOfScope from '@salesforce/label/c.Doclift_Error_OutOfScope';
import recordMissing from '@salesforce/label/c.Doclift_Error_RecordMissing';
import reportsBusy from '@salesforce/label/c.Doclift_Error_ReportsBusy';
import settingsChanged from '@salesforce/label/c.Doclift_Error_SettingsChanged';
import tooManyFailures from '@salesforce/label/c.Doclift_Error_TooManyFailures';
import unauthorised from '@salesforce/label/c.Doclift_Error_Unauthorised';
import unreachable from '@salesforce/label/c.Doclift_Error_Unreachable';

export default {
    'account.not-found': accountMissing,
    'api.idempotency-reused': keyReused,
    'app.no-all-accounts': noAllAccounts,
    'app.no-permission': noPermission,
    'dead-letter.not-found': deadLetterMissing,
    'failures.needs-approval': tooManyFailures,
    'failures.not-found': nothingFailed,
    'forecast.none': noForecast,
    'gate.refused': gateRefused,
    'receipt.not-verified': notCopied,
    'record.not-found': recordMissing,
    'record.not-held': notKeptBack,
    'record.not-verified': notCopied,
    'record.out-of-scope': outOfScope,
    'report.busy': reportsBusy,
    'rollback.being-checked': beingChecked,
    'rollback.conflicted': changedByOthers,
    'rollback.never-started': neverStarted,
    'rollback.never-switched': neverSwitched,
    'rollback.not-a-switch': notASwitch,
    'rollback.run-not-ended': jobNotEnded,
    'run.already-reading': jobReads,
    'run.no-inventory': noInventory,
    'run.not-found': jobMissing,
    'run.not-halted': jobNotStopped,
    'run.not-planned': jobStillMade,
    'run.not-running': jobNotRunning,
    'run.plan-changed': jobChanged,
    'run.records-owned': jobOwnsRecords,
    'settings.changed': settingsChanged,
    // Their details say in plain words what to do, and with which user or setting.
    'api.user-not-confirmed': null,
    'database.unavailable': null
};

export const byKind = { busy, forbidden, missing, other, unauthorised, unreachable };
export const unexpected = other;
