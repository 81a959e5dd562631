/** What can be done with one document: how it is sent, what is said meanwhile and what is asked before. */
import releaseRecord from '@salesforce/apex/DocliftRecordController.releaseRecord';
import restoreOriginal from '@salesforce/apex/DocliftRecordController.restoreOriginal';
import retryCopy from '@salesforce/apex/DocliftRecordController.retryCopy';
import rollBack from '@salesforce/apex/DocliftRecordController.rollBack';
import acceptButton from '@salesforce/label/c.Doclift_Conflict_Accept';
import acceptHeading from '@salesforce/label/c.Doclift_Act_AcceptHeading';
import accepting from '@salesforce/label/c.Doclift_Act_Accepting';
import acceptSentence from '@salesforce/label/c.Doclift_Act_AcceptSentence';
import copyAgainButton from '@salesforce/label/c.Doclift_Conflict_CopyAgain';
import copyAgainHeading from '@salesforce/label/c.Doclift_Act_CopyAgainHeading';
import copyAgainSentence from '@salesforce/label/c.Doclift_Act_CopyAgainSentence';
import releasing from '@salesforce/label/c.Doclift_Act_Releasing';
import restoreButton from '@salesforce/label/c.Doclift_Conflict_RestoreOriginal';
import restoreHeading from '@salesforce/label/c.Doclift_Act_RestoreHeading';
import restoreSentence from '@salesforce/label/c.Doclift_Act_RestoreSentence';
import restoring from '@salesforce/label/c.Doclift_Act_Restoring';
import retrying from '@salesforce/label/c.Doclift_Act_Retrying';
import rollBackButton from '@salesforce/label/c.Doclift_Row_RollBack';
import rollBackHeading from '@salesforce/label/c.Doclift_Act_RollBackHeading';
import rollBackSentence from '@salesforce/label/c.Doclift_Act_RollBackSentence';
import rollingBack from '@salesforce/label/c.Doclift_Act_RollingBack';

/** Acts that change a link, or what counts as one, ask first. A job does the act, unless it is done with the answer, which is the document then. */
export const ACTS = {
    rollBack: {
        send: rollBack,
        progress: rollingBack,
        question: { heading: rollBackHeading, sentence: rollBackSentence, button: rollBackButton }
    },
    restoreOriginal: {
        send: restoreOriginal,
        progress: restoring,
        question: { heading: restoreHeading, sentence: restoreSentence, button: restoreButton }
    },
    copyAgain: {
        send: releaseRecord,
        progress: accepting,
        question: { heading: copyAgainHeading, sentence: copyAgainSentence, button: copyAgainButton },
        isDoneWithAnswer: true
    },
    accept: {
        send: releaseRecord,
        progress: accepting,
        question: { heading: acceptHeading, sentence: acceptSentence, button: acceptButton },
        isDoneWithAnswer: true
    },
    retryCopy: { send: retryCopy, progress: retrying },
    release: { send: releaseRecord, progress: releasing, isDoneWithAnswer: true }
};
