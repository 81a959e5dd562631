/** The labels of docliftSideEffects. */
import above from '@salesforce/label/c.Doclift_SideEffects_Outcome_above';
import allowed from '@salesforce/label/c.Doclift_SideEffects_Allowed';
import asyncJobs from '@salesforce/label/c.Doclift_SideEffects_AsyncJobs';
import count from '@salesforce/label/c.Doclift_SideEffects_Count';
import counted from '@salesforce/label/c.Doclift_SideEffects_Counted';
import dataStorage from '@salesforce/label/c.Doclift_SideEffects_DataStorage';
import fileStorage from '@salesforce/label/c.Doclift_SideEffects_FileStorage';
import fine from '@salesforce/label/c.Doclift_SideEffects_Outcome_fine';
import inScope from '@salesforce/label/c.Doclift_SideEffects_InScope';
import notKnown from '@salesforce/label/c.Doclift_SideEffects_NotKnown';
import ofJob from '@salesforce/label/c.Doclift_SideEffects_OfJob';
import per100 from '@salesforce/label/c.Doclift_SideEffects_Per100';
import rowsOf from '@salesforce/label/c.Doclift_SideEffects_RowsOf';
import short from '@salesforce/label/c.Doclift_SideEffects_Outcome_short';
import storage from '@salesforce/label/c.Doclift_SideEffects_Storage';
import title from '@salesforce/label/c.Doclift_SideEffects_Title';
import tooFew from '@salesforce/label/c.Doclift_SideEffects_Outcome_tooFew';
import what from '@salesforce/label/c.Doclift_SideEffects_What';

export const outcomes = {
    fine: { word: fine, icon: 'utility:success', variant: 'success' },
    'too-few-records': { word: tooFew, icon: 'utility:question', variant: 'warning' },
    'not-known': { word: notKnown, icon: 'utility:question', variant: 'warning' },
    'storage-short': { word: short, icon: 'utility:warning', variant: 'warning' },
    'above-threshold': { word: above, icon: 'utility:clear', variant: 'error' }
};

export const labels = {
    allowed,
    asyncJobs,
    count,
    counted,
    dataStorage,
    fileStorage,
    inScope,
    notKnown,
    ofJob,
    per100,
    rowsOf,
    storage,
    title,
    what
};
