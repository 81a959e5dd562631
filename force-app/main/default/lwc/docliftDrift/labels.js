/** The labels of docliftDrift. */
import account from '@salesforce/label/c.Doclift_Failures_Account';
import all from '@salesforce/label/c.Doclift_Drift_All';
import changedByOthers from '@salesforce/label/c.Doclift_Drift_Kind_changed_by_others';
import choice from '@salesforce/label/c.Doclift_Drift_Choice';
import deleted from '@salesforce/label/c.Doclift_Drift_Deleted';
import deletedKind from '@salesforce/label/c.Doclift_Drift_Kind_deleted';
import document from '@salesforce/label/c.Doclift_Job_Document';
import filter from '@salesforce/label/c.Doclift_Drift_Filter';
import intro from '@salesforce/label/c.Doclift_Drift_Intro';
import is from '@salesforce/label/c.Doclift_Drift_Is';
import movedAccount from '@salesforce/label/c.Doclift_Drift_Kind_moved_account';
import newRecord from '@salesforce/label/c.Doclift_Drift_Kind_new_record';
import newVendorUrl from '@salesforce/label/c.Doclift_Drift_Kind_new_vendor_url';
import newerVersion from '@salesforce/label/c.Doclift_Drift_Kind_newer_version';
import none from '@salesforce/label/c.Doclift_Drift_None';
import nothing from '@salesforce/label/c.Doclift_Drift_Nothing';
import renamed from '@salesforce/label/c.Doclift_Drift_Kind_renamed';
import reverted from '@salesforce/label/c.Doclift_Drift_Kind_reverted';
import seen from '@salesforce/label/c.Doclift_Drift_Seen';
import seenBy from '@salesforce/label/c.Doclift_Drift_SeenBy';
import title from '@salesforce/label/c.Doclift_Drift_Title';
import unnamed from '@salesforce/label/c.Doclift_Row_Unnamed';
import was from '@salesforce/label/c.Doclift_Drift_Was';
import what from '@salesforce/label/c.Doclift_Drift_What';
import whatToDo from '@salesforce/label/c.Doclift_Drift_WhatToDo';

/** What can move, by the words of the service. */
export const kinds = {
    'new-record': newRecord,
    'new-vendor-url': newVendorUrl,
    reverted,
    'changed-by-others': changedByOthers,
    'newer-version': newerVersion,
    'moved-account': movedAccount,
    renamed,
    deleted: deletedKind
};

export const labels = {
    account,
    all,
    choice,
    deleted,
    document,
    filter,
    intro,
    is,
    none,
    nothing,
    seen,
    seenBy,
    title,
    unnamed,
    was,
    what,
    whatToDo
};
