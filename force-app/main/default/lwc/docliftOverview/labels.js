import attention from '@salesforce/label/c.Doclift_Overview_Attention';
import copied from '@salesforce/label/c.Doclift_Overview_Copied';
import copiedShare from '@salesforce/label/c.Doclift_Overview_CopiedShare';
import counts from '@salesforce/label/c.Doclift_Overview_Counts';
import download from '@salesforce/label/c.Doclift_Overview_Download';
import downloadOutOfScope from '@salesforce/label/c.Doclift_Overview_DownloadOutOfScope';
import inScope from '@salesforce/label/c.Doclift_Overview_InScope';
import lastInventory from '@salesforce/label/c.Doclift_Overview_LastInventory';
import next from '@salesforce/label/c.Doclift_Overview_Next';
import noneOutOfScope from '@salesforce/label/c.Doclift_Overview_NoneOutOfScope';
import outOfScope from '@salesforce/label/c.Doclift_Overview_OutOfScope';
import running from '@salesforce/label/c.Doclift_Overview_Running';
import seeMoved from '@salesforce/label/c.Doclift_Overview_SeeMoved';
import seeFailed from '@salesforce/label/c.Doclift_Overview_SeeFailed';
import size from '@salesforce/label/c.Doclift_Overview_Size';
import spoken from '@salesforce/label/c.Doclift_Overview_Spoken';
import start from '@salesforce/label/c.Doclift_Overview_Start';
import sum from '@salesforce/label/c.Doclift_Overview_Sum';
import switched from '@salesforce/label/c.Doclift_Overview_Switched';
import switchedShare from '@salesforce/label/c.Doclift_Overview_SwitchedShare';
import asOfJob from '@salesforce/label/c.Doclift_Gate_OfJob';
import partAttention from '@salesforce/label/c.Doclift_Overview_PartAttention';
import partCopied from '@salesforce/label/c.Doclift_Overview_PartCopied';
import partSwitched from '@salesforce/label/c.Doclift_Overview_PartSwitched';
import partToCopy from '@salesforce/label/c.Doclift_Overview_PartToCopy';
import needsRole from '@salesforce/label/c.Doclift_Error_ForbiddenRole';
import operator from '@salesforce/label/c.Doclift_Role_Operator';

/** The texts of the overview. */
export const labels = {
    asOfJob,
    attention,
    copied,
    copiedShare,
    counts,
    download,
    downloadOutOfScope,
    inScope,
    lastInventory,
    needsRole,
    next,
    noneOutOfScope,
    operator,
    outOfScope,
    part: { copied: partCopied, switched: partSwitched, attention: partAttention, toCopy: partToCopy },
    running,
    seeFailed,
    seeMoved,
    size,
    spoken,
    start,
    sum,
    switched,
    switchedShare
};
