/** The labels of docliftJobProgress. */
import entries from '@salesforce/label/c.Doclift_Job_Entries';
import found from '@salesforce/label/c.Doclift_Job_Found';
import foundDiffers from '@salesforce/label/c.Doclift_Job_Found_differs';
import foundHealed from '@salesforce/label/c.Doclift_Job_Found_healed';
import foundMissing from '@salesforce/label/c.Doclift_Job_Found_missing';
import foundUnknown from '@salesforce/label/c.Doclift_Job_Found_unknown';
import foundUnproven from '@salesforce/label/c.Doclift_Job_Found_unproven';
import leftOut from '@salesforce/label/c.Doclift_Job_LeftOut';
import pending from '@salesforce/label/c.Doclift_Job_Count_pending';
import progress from '@salesforce/label/c.Doclift_Job_Progress';
import progressOf from '@salesforce/label/c.Doclift_Job_ProgressOf';
import proven from '@salesforce/label/c.Doclift_Job_Proven';
import provenByReading from '@salesforce/label/c.Doclift_Job_ProvenByReading';
import provenByStore from '@salesforce/label/c.Doclift_Job_ProvenByStore';

/** What a check of copies found, in the order in which it is told. */
export const foundWords = {
    missing: foundMissing,
    differs: foundDiffers,
    unproven: foundUnproven,
    unknown: foundUnknown,
    healed: foundHealed
};

export const labels = { entries, found, leftOut, pending, progress, progressOf, proven, provenByReading, provenByStore };
