/** The labels of docliftWorkers. */
import atWork from '@salesforce/label/c.Doclift_Workers_AtWork';
import check from '@salesforce/label/c.Doclift_Setup_Check';
import checkOf from '@salesforce/label/c.Doclift_Setup_CheckOf';
import checkedAt from '@salesforce/label/c.Doclift_Setup_CheckedAt';
import lastSign from '@salesforce/label/c.Doclift_Workers_LastSign';
import machine from '@salesforce/label/c.Doclift_Workers_Machine';
import none from '@salesforce/label/c.Doclift_Workers_None';
import nothing from '@salesforce/label/c.Doclift_Workers_Nothing';
import now from '@salesforce/label/c.Doclift_Workers_Now';
import process from '@salesforce/label/c.Doclift_Workers_Process';
import silent from '@salesforce/label/c.Doclift_Workers_Silent';
import silentSince from '@salesforce/label/c.Doclift_Workers_SilentSince';
import takenOver from '@salesforce/label/c.Doclift_Workers_TakenOver';
import takesNone from '@salesforce/label/c.Doclift_Workers_TakesNone';
import title from '@salesforce/label/c.Doclift_Workers_Title';
import version from '@salesforce/label/c.Doclift_Workers_Version';
import worksOn from '@salesforce/label/c.Doclift_Workers_WorksOn';

export const labels = {
    atWork,
    check,
    checkOf,
    checkedAt,
    lastSign,
    machine,
    none,
    nothing,
    now,
    process,
    silent,
    silentSince,
    takenOver,
    takesNone,
    title,
    version,
    worksOn
};
