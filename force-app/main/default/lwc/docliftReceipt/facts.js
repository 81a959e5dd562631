/** What a receipt says, line by line, in the words of the app. */
import { fill, formatBytes, formatCount, formatMoment } from 'c/docliftFormat';
import { operationWord, outcomeWord } from 'c/docliftWords';
import bytes from '@salesforce/label/c.Doclift_Receipt_Bytes';
import checkedAt from '@salesforce/label/c.Doclift_Receipt_CheckedAt';
import copiedEtag from '@salesforce/label/c.Doclift_Receipt_Proof_copied_etag';
import crc32 from '@salesforce/label/c.Doclift_Receipt_Crc32';
import crc32Proof from '@salesforce/label/c.Doclift_Receipt_Proof_crc32';
import empty from '@salesforce/label/c.Doclift_History_NoLink';
import issuedAt from '@salesforce/label/c.Doclift_Receipt_IssuedAt';
import job from '@salesforce/label/c.Doclift_Receipt_Job';
import md5 from '@salesforce/label/c.Doclift_Receipt_Md5';
import md5Proof from '@salesforce/label/c.Doclift_Receipt_Proof_md5';
import name from '@salesforce/label/c.Doclift_Receipt_Name';
import newLink from '@salesforce/label/c.Doclift_Receipt_NewLink';
import notSwitched from '@salesforce/label/c.Doclift_Receipt_NotSwitched';
import noVersion from '@salesforce/label/c.Doclift_Receipt_NoVersion';
import oldLink from '@salesforce/label/c.Doclift_Receipt_OldLink';
import partsCrc32 from '@salesforce/label/c.Doclift_Receipt_Proof_parts_crc32';
import partsMd5 from '@salesforce/label/c.Doclift_Receipt_Proof_parts_md5';
import partsSha256 from '@salesforce/label/c.Doclift_Receipt_Proof_parts_sha256';
import presentLink from '@salesforce/label/c.Doclift_Receipt_PresentLink';
import readBack from '@salesforce/label/c.Doclift_Receipt_Proof_read_back';
import sha256 from '@salesforce/label/c.Doclift_Receipt_Sha256';
import sha256Proof from '@salesforce/label/c.Doclift_Receipt_Proof_sha256';
import size from '@salesforce/label/c.Doclift_Receipt_Size';
import sourceAt from '@salesforce/label/c.Doclift_Receipt_SourceAt';
import version from '@salesforce/label/c.Doclift_Receipt_Version';

const PROOFS = {
    sha256: sha256Proof,
    md5: md5Proof,
    crc32: crc32Proof,
    'parts-sha256': partsSha256,
    'parts-md5': partsMd5,
    'parts-crc32': partsCrc32,
    'read-back': readBack,
    'copied-etag': copiedEtag
};

const ALGORITHMS = { sha256, md5, crc32 };

/** One sentence on how the store proved that it holds the bytes. */
export function proofOf({ object }) {
    return PROOFS[object.attestation];
}

/** The facts with their names. */
export function factsOf({ record, source, object, url, issuedAt: issued }) {
    return [
        { term: name, value: record.name },
        { term: size, value: fill(bytes, formatBytes(object.sizeBytes), formatCount(object.sizeBytes)) },
        ...(object.checksum ? [{ term: ALGORITHMS[object.checksum.algorithm], value: object.checksum.value }] : []),
        { term: version, value: object.versionId ?? noVersion },
        { term: oldLink, value: url.firstSeen || empty },
        { term: newLink, value: url.target ?? notSwitched },
        { term: presentLink, value: url.present || empty },
        { term: checkedAt, value: formatMoment(object.verifiedAt) },
        ...(source.confirmedAt ? [{ term: sourceAt, value: formatMoment(source.confirmedAt) }] : []),
        { term: issuedAt, value: formatMoment(issued) }
    ];
}

/** What became of the document in each job that took it, oldest first. */
export function jobsOf({ runs }) {
    return runs.map(({ number, operation, outcome }, index) => ({
        key: String(index),
        text: fill(job, formatCount(number), operationWord(operation), outcomeWord(outcome, operation))
    }));
}
