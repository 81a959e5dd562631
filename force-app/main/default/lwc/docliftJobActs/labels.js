/** The labels of docliftJobActs. */
import again from '@salesforce/label/c.Doclift_Job_Again';
import continueJob from '@salesforce/label/c.Doclift_Job_Continue';
import forbiddenRole from '@salesforce/label/c.Doclift_Error_ForbiddenRole';
import operator from '@salesforce/label/c.Doclift_Role_Operator';
import pause from '@salesforce/label/c.Doclift_Job_Pause';
import reportDownload from '@salesforce/label/c.Doclift_Job_ReportDownload';
import reportSentence from '@salesforce/label/c.Doclift_Job_ReportSentence';
import stop from '@salesforce/label/c.Doclift_Job_Stop';

export const labels = { again, continueJob, forbiddenRole, operator, pause, reportDownload, reportSentence, stop };
