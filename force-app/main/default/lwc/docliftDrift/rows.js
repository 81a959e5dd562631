/** The rows of docliftDrift. */
import { fill, formatMoment } from 'c/docliftFormat';
import { appWords } from 'c/docliftWords';
import { kinds, labels } from './labels';

/** A finding of the service in words. */
export function toRow(finding) {
    const { number, kind, recordId, recordName, accountName, seenAt, runNumber } = finding;
    return {
        number,
        recordId,
        href: `/${recordId}`,
        name: recordName || labels.unnamed,
        account: accountName ?? '',
        // A kind that is newer than this page is shown without words.
        what: kinds[kind] ?? '',
        was: finding.oldValue ?? labels.nothing,
        is: finding.newValue ?? labels.nothing,
        seen: fill(labels.seenBy, formatMoment(seenAt), runNumber),
        whatToDo: appWords(finding.recommendation)
    };
}
