/** The labels of docliftJobForecast. */
import actual from '@salesforce/label/c.Doclift_Job_Forecast_Actual';
import actualSoFar from '@salesforce/label/c.Doclift_Job_Forecast_ActualSoFar';
import assumed from '@salesforce/label/c.Doclift_Job_Forecast_assumed';
import bytes from '@salesforce/label/c.Doclift_Job_Forecast_Bytes';
import calls from '@salesforce/label/c.Doclift_Job_Forecast_Calls';
import documents from '@salesforce/label/c.Doclift_Job_Forecast_Documents';
import forecast from '@salesforce/label/c.Doclift_Job_Forecast_Forecast';
import measured from '@salesforce/label/c.Doclift_Job_Forecast_measured';
import notCounted from '@salesforce/label/c.Doclift_Job_Forecast_NotCounted';
import notYet from '@salesforce/label/c.Doclift_Job_Forecast_NotYet';
import time from '@salesforce/label/c.Doclift_Job_Forecast_Time';
import title from '@salesforce/label/c.Doclift_Job_Forecast';
import what from '@salesforce/label/c.Doclift_Job_Forecast_What';

export const labels = {
    actual,
    actualSoFar,
    assumed,
    bytes,
    calls,
    documents,
    forecast,
    measured,
    notCounted,
    notYet,
    time,
    title,
    what
};
