/** Groups of failures in words: what happened, to how many, what to do and who does it. */
import { fill, formatCount } from 'c/docliftFormat';
import { appWords } from 'c/docliftWords';
import bucket from '@salesforce/label/c.Doclift_Failures_Actor_bucket';
import documents from '@salesforce/label/c.Doclift_Failures_Documents';
import documentsOf from '@salesforce/label/c.Doclift_Failures_ShowDocumentsNamed';
import nobody from '@salesforce/label/c.Doclift_Failures_Actor_nobody';
import operator from '@salesforce/label/c.Doclift_Failures_Actor_operator';
import org from '@salesforce/label/c.Doclift_Failures_Actor_org';
import unnamed from '@salesforce/label/c.Doclift_Row_Unnamed';
import vendor from '@salesforce/label/c.Doclift_Failures_Actor_vendor';

const ACTORS = { nobody, operator, org, vendor, bucket };

/** The words that every group of failures has, of a job or of all documents. */
export function adviceOf({ code, sentence, advice, actor, records, example }) {
    return {
        code,
        sentence: appWords(sentence),
        advice: appWords(advice),
        actorWord: ACTORS[actor],
        documents: fill(documents, formatCount(records)),
        documentsName: fill(documentsOf, appWords(sentence)),
        example: example && exampleOf(example)
    };
}

/** There is none where the user may not see the document. */
function exampleOf({ recordId, name, sentence }) {
    return { recordId, href: `/${recordId}`, name: name || unnamed, sentence: appWords(sentence ?? '') };
}
