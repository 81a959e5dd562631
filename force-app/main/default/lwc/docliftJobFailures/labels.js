/** The labels of docliftJobFailures. */
import all from '@salesforce/label/c.Doclift_Job_FailuresAll';
import empty from '@salesforce/label/c.Doclift_Job_FailuresEmpty';
import sentence from '@salesforce/label/c.Doclift_Job_FailuresSentence';
import title from '@salesforce/label/c.Doclift_Failures_Title';

export const labels = { all, empty, sentence, title };
