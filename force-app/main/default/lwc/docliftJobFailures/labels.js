/** The labels of docliftJobFailures. */
import actor from '@salesforce/label/c.Doclift_Failures_Actor';
import advice from '@salesforce/label/c.Doclift_Failures_Advice';
import all from '@salesforce/label/c.Doclift_Job_FailuresAll';
import empty from '@salesforce/label/c.Doclift_Job_FailuresEmpty';
import example from '@salesforce/label/c.Doclift_Failures_Example';
import sentence from '@salesforce/label/c.Doclift_Job_FailuresSentence';
import showDocuments from '@salesforce/label/c.Doclift_Failures_ShowDocuments';
import title from '@salesforce/label/c.Doclift_Failures_Title';

export const labels = { actor, advice, all, empty, example, sentence, showDocuments, title };
