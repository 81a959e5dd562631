/** The labels of docliftVerification. */
import all from '@salesforce/label/c.Doclift_Verification_All';
import count from '@salesforce/label/c.Doclift_Verification_Count';
import countDocuments from '@salesforce/label/c.Doclift_Verification_CountDocuments';
import doesAttested from '@salesforce/label/c.Doclift_Verification_Does_attested';
import doesFull from '@salesforce/label/c.Doclift_Verification_Does_full';
import doesHead from '@salesforce/label/c.Doclift_Verification_Does_head';
import how from '@salesforce/label/c.Doclift_Verification_How';
import howMany from '@salesforce/label/c.Doclift_Verification_HowMany';
import share from '@salesforce/label/c.Doclift_Verification_Share';
import sharePercent from '@salesforce/label/c.Doclift_Verification_SharePercent';

/** What each level does. */
export const effects = { attested: doesAttested, head: doesHead, full: doesFull };

export const labels = { all, count, countDocuments, how, howMany, share, sharePercent };
