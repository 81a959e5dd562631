/** The labels of docliftJobRecords. */
import allResults from '@salesforce/label/c.Doclift_Job_AllResults';
import document from '@salesforce/label/c.Doclift_Job_Document';
import leftOutBecause from '@salesforce/label/c.Doclift_Job_LeftOutBecause';
import linkFrom from '@salesforce/label/c.Doclift_Job_LinkFrom';
import linkTo from '@salesforce/label/c.Doclift_Job_LinkTo';
import none from '@salesforce/label/c.Doclift_Job_NoRecords';
import records from '@salesforce/label/c.Doclift_Job_Records';
import result from '@salesforce/label/c.Doclift_Job_Result';
import unnamed from '@salesforce/label/c.Doclift_Row_Unnamed';
import why from '@salesforce/label/c.Doclift_Job_Why';

export const labels = {
    allResults,
    document,
    leftOutBecause,
    linkFrom,
    linkTo,
    none,
    records,
    result,
    unnamed,
    why
};
