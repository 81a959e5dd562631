import accounts from '@salesforce/label/c.Doclift_Accounts_Title';
import drift from '@salesforce/label/c.Doclift_Drift_Title';
import failures from '@salesforce/label/c.Doclift_Failures_Title';
import jobs from '@salesforce/label/c.Doclift_Jobs_Title';
import overview from '@salesforce/label/c.Doclift_Overview_Title';
import setup from '@salesforce/label/c.Doclift_Setup_Title';
import start from '@salesforce/label/c.Doclift_Start_Title';
import pageNames from '@salesforce/label/c.Doclift_Console_Pages';
import production from '@salesforce/label/c.Doclift_Console_production';
import sandbox from '@salesforce/label/c.Doclift_Console_sandbox';
import stop from '@salesforce/label/c.Doclift_Console_Stop';
import stopButton from '@salesforce/label/c.Doclift_Console_StopButton';
import stopHeading from '@salesforce/label/c.Doclift_Console_StopHeading';
import stopNeedsRole from '@salesforce/label/c.Doclift_Console_StopNeedsRole';
import stopped from '@salesforce/label/c.Doclift_Console_Stopped';
import stopSentence from '@salesforce/label/c.Doclift_Console_StopSentence';
import title from '@salesforce/label/c.Doclift_Console_Title';
import where from '@salesforce/label/c.Doclift_Console_Where';
import operator from '@salesforce/label/c.Doclift_Role_Operator';

/** The pages by name, in the order of the navigation. */
export const pages = { overview, accounts, jobs, start, failures, drift, setup };

/** The texts of the console. */
export const labels = {
    environments: { sandbox, production },
    operator,
    pageNames,
    stop,
    stopButton,
    stopHeading,
    stopNeedsRole,
    stopped,
    stopSentence,
    title,
    where
};
