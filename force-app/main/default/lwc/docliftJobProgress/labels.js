/** The labels of docliftJobProgress. */
import entries from '@salesforce/label/c.Doclift_Job_Entries';
import leftOut from '@salesforce/label/c.Doclift_Job_LeftOut';
import pending from '@salesforce/label/c.Doclift_Job_Count_pending';
import progress from '@salesforce/label/c.Doclift_Job_Progress';
import progressOf from '@salesforce/label/c.Doclift_Job_ProgressOf';
import proven from '@salesforce/label/c.Doclift_Job_Proven';
import provenByReading from '@salesforce/label/c.Doclift_Job_ProvenByReading';
import provenByStore from '@salesforce/label/c.Doclift_Job_ProvenByStore';

export const labels = { entries, leftOut, pending, progress, progressOf, proven, provenByReading, provenByStore };
