/** The labels of docliftWords by the words of the service. */
import analyse from '@salesforce/label/c.Doclift_Operation_analyse';
import backUp from '@salesforce/label/c.Doclift_Operation_back_up';
import catchUp from '@salesforce/label/c.Doclift_Operation_catch_up';
import inventory from '@salesforce/label/c.Doclift_Operation_inventory';
import rollBack from '@salesforce/label/c.Doclift_Operation_roll_back';
import switchLinks from '@salesforce/label/c.Doclift_Operation_switch';
import verify from '@salesforce/label/c.Doclift_Operation_verify';
import changed from '@salesforce/label/c.Doclift_State_changed';
import conflicted from '@salesforce/label/c.Doclift_State_conflicted';
import copied from '@salesforce/label/c.Doclift_State_copied';
import discovered from '@salesforce/label/c.Doclift_State_discovered';
import failed from '@salesforce/label/c.Doclift_State_failed';
import inDoubt from '@salesforce/label/c.Doclift_State_in_doubt';
import missing from '@salesforce/label/c.Doclift_State_missing';
import refused from '@salesforce/label/c.Doclift_State_refused';
import restoring from '@salesforce/label/c.Doclift_State_restoring';
import rolledBack from '@salesforce/label/c.Doclift_State_rolled_back';
import switched from '@salesforce/label/c.Doclift_State_switched';
import verified from '@salesforce/label/c.Doclift_State_verified';
import unknownState from '@salesforce/label/c.Doclift_State_Unknown';
import done from '@salesforce/label/c.Doclift_Outcome_done';
import overwritten from '@salesforce/label/c.Doclift_Outcome_overwritten';
import waitingOutcome from '@salesforce/label/c.Doclift_Outcome_Waiting';
import withdrawn from '@salesforce/label/c.Doclift_Outcome_withdrawn';
import alreadyCopied from '@salesforce/label/c.Doclift_Reason_AlreadyCopied';
import alreadySwitched from '@salesforce/label/c.Doclift_Reason_AlreadySwitched';
import beingChecked from '@salesforce/label/c.Doclift_Reason_BeingChecked';
import beyondLimit from '@salesforce/label/c.Doclift_Reason_BeyondLimit';
import changedByOthers from '@salesforce/label/c.Doclift_Reason_ChangedByOthers';
import deleted from '@salesforce/label/c.Doclift_Reason_Deleted';
import folder from '@salesforce/label/c.Doclift_Reason_Folder';
import foreignHost from '@salesforce/label/c.Doclift_Reason_ForeignHost';
import keptBack from '@salesforce/label/c.Doclift_Reason_KeptBack';
import neverSwitched from '@salesforce/label/c.Doclift_Reason_NeverSwitched';
import noAccount from '@salesforce/label/c.Doclift_Reason_NoAccount';
import levelAttested from '@salesforce/label/c.Doclift_Verification_Level_attested';
import levelFull from '@salesforce/label/c.Doclift_Verification_Level_full';
import levelHead from '@salesforce/label/c.Doclift_Verification_Level_head';
import notInSample from '@salesforce/label/c.Doclift_Reason_NotInSample';
import notInPercentage from '@salesforce/label/c.Doclift_Reason_NotInPercentage';
import notAUrl from '@salesforce/label/c.Doclift_Reason_NotAUrl';
import notCopied from '@salesforce/label/c.Doclift_Reason_NotCopied';
import noUrl from '@salesforce/label/c.Doclift_Reason_NoUrl';
import outsideTestMode from '@salesforce/label/c.Doclift_Reason_OutsideTestMode';
import other from '@salesforce/label/c.Doclift_Reason_Other';
import switchedByAnotherJob from '@salesforce/label/c.Doclift_Reason_SwitchedByAnotherJob';
import tooLarge from '@salesforce/label/c.Doclift_Reason_TooLarge';
import typeExcluded from '@salesforce/label/c.Doclift_Reason_TypeExcluded';
import typeNotChosen from '@salesforce/label/c.Doclift_Reason_TypeNotChosen';
import typeNone from '@salesforce/label/c.Doclift_Type_None';
import urlTooLong from '@salesforce/label/c.Doclift_Reason_UrlTooLong';

export const states = {
    discovered,
    restoring,
    copied,
    verified,
    changed,
    missing,
    failed,
    in_doubt: inDoubt,
    switched,
    confirmed: switched,
    conflicted,
    refused,
    rolled_back: rolledBack
};

export const outcomes = { done, failed, conflicted, refused, overwritten, in_doubt: inDoubt, withdrawn };

/** What a document is after an operation that was done. */
export const doneWords = { back_up: verified, verify: verified, switch: switched, roll_back: rolledBack };

export const operations = {
    inventory,
    catch_up: catchUp,
    analyse,
    back_up: backUp,
    verify,
    switch: switchLinks,
    roll_back: rollBack
};

export const levels = { attested: levelAttested, head: levelHead, full: levelFull };

export const reasons = {
    folder,
    'no-account': noAccount,
    'no-url': noUrl,
    'not-a-url': notAUrl,
    'foreign-host': foreignHost,
    'type-excluded': typeExcluded,
    'too-large': tooLarge,
    deleted,
    'already-verified': alreadyCopied,
    'not-verified': notCopied,
    held: keptBack,
    'beyond-limit': beyondLimit,
    'not-in-percentage': notInPercentage,
    'not-in-sample': notInSample,
    'type-not-chosen': typeNotChosen,
    'outside-test-mode': outsideTestMode,
    'already-new-url': alreadySwitched,
    switched: alreadySwitched,
    confirmed: alreadySwitched,
    'switched-by-another-run': switchedByAnotherJob,
    'new-url-too-long': urlTooLong,
    'never-switched': neverSwitched,
    'in-doubt': beingChecked,
    'being-checked': beingChecked,
    conflicted: changedByOthers
};

export const noType = typeNone;
export const unknown = unknownState;
export const waiting = waitingOutcome;
export const otherReason = other;
