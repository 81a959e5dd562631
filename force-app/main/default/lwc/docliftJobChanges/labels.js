/** The labels of docliftJobChanges. */
import beforeImages from '@salesforce/label/c.Doclift_Job_BeforeImages';
import beforeImagesDescription from '@salesforce/label/c.Doclift_Job_BeforeImagesDescription';
import beforeImagesSentence from '@salesforce/label/c.Doclift_Job_BeforeImagesSentence';
import download from '@salesforce/label/c.Doclift_Job_ChangesDownload';
import notYet from '@salesforce/label/c.Doclift_Job_ChangesNotYet';
import sentence from '@salesforce/label/c.Doclift_Job_ChangesSentence';

export const labels = { beforeImages, beforeImagesDescription, beforeImagesSentence, download, notYet, sentence };
