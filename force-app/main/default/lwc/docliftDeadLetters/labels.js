/** The labels of docliftDeadLetters. */
import continueJob from '@salesforce/label/c.Doclift_Job_Continue';
import continueNamed from '@salesforce/label/c.Doclift_DeadLetters_ContinueNamed';
import cut from '@salesforce/label/c.Doclift_DeadLetters_Cut';
import failures from '@salesforce/label/c.Doclift_DeadLetters_Failures';
import forbiddenRole from '@salesforce/label/c.Doclift_Error_ForbiddenRole';
import givenUp from '@salesforce/label/c.Doclift_DeadLetters_GivenUp';
import operator from '@salesforce/label/c.Doclift_Role_Operator';
import since from '@salesforce/label/c.Doclift_Failures_Since';
import title from '@salesforce/label/c.Doclift_DeadLetters_Title';
import trying from '@salesforce/label/c.Doclift_DeadLetters_Trying';

export const labels = { continueJob, continueNamed, cut, failures, forbiddenRole, givenUp, operator, since, title, trying };
