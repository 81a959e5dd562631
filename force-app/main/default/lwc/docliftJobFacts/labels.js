/** The labels of docliftJobFacts. */
import approved from '@salesforce/label/c.Doclift_Job_Approved';
import begun from '@salesforce/label/c.Doclift_Job_Begun';
import ended from '@salesforce/label/c.Doclift_Job_Ended';
import forAccounts from '@salesforce/label/c.Doclift_Job_For_accounts';
import forEverything from '@salesforce/label/c.Doclift_Job_For_everything';
import forFailures from '@salesforce/label/c.Doclift_Job_For_failures';
import forFirst from '@salesforce/label/c.Doclift_Job_For_first';
import forPercentage from '@salesforce/label/c.Doclift_Job_For_percentage';
import forRecords from '@salesforce/label/c.Doclift_Job_For_records';
import forRun from '@salesforce/label/c.Doclift_Job_For_run';
import forTypes from '@salesforce/label/c.Doclift_Job_For_types';
import forWhat from '@salesforce/label/c.Doclift_Job_For';
import how from '@salesforce/label/c.Doclift_Job_How';
import made from '@salesforce/label/c.Doclift_Job_Made';
import sample from '@salesforce/label/c.Doclift_Job_Sample';
import sampleFrom from '@salesforce/label/c.Doclift_Job_SampleFrom';
import who from '@salesforce/label/c.Doclift_Job_Who';

export const scopes = {
    everything: forEverything,
    accounts: forAccounts,
    records: forRecords,
    failures: forFailures,
    run: forRun
};

export const labels = { approved, begun, ended, forFirst, forPercentage, forTypes, forWhat, how, made, sample, sampleFrom, who };
