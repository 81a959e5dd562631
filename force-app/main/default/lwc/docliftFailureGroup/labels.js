/** The labels of docliftFailureGroup. */
import actor from '@salesforce/label/c.Doclift_Failures_Actor';
import advice from '@salesforce/label/c.Doclift_Failures_Advice';
import example from '@salesforce/label/c.Doclift_Failures_Example';
import showDocuments from '@salesforce/label/c.Doclift_Failures_ShowDocuments';

export const labels = { actor, advice, example, showDocuments };
