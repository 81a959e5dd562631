/** What a failure code means to a person: what happened, who must act and where, and whether trying again makes sense. */

/** Who must act: nobody, an operator of Doclift, the org's administrator, the vendor, or whoever runs the bucket. */
export const ACTING_PARTIES = ['nobody', 'operator', 'org', 'vendor', 'bucket'] as const
export type ActingParty = (typeof ACTING_PARTIES)[number]

export interface FailureAdvice {
  sentence: string
  advice: string
  actor: ActingParty
  /** Whether the same act may succeed now, without anything being mended first. */
  isRetryable: boolean
}

/**
 * The advice for a code. A code that is in no catalogue is told honestly as such: one in capitals is the org's own.
 * @param code as it stands on a record
 */
export function adviceFor(code: string): FailureAdvice {
  return CATALOGUE.get(code) ?? (/^[A-Z][A-Z0-9_]*$/.test(code) ? UNKNOWN_OF_THE_ORG : UNKNOWN)
}

/** True when the code has an entry of its own. */
export function hasOwnAdvice(code: string): boolean {
  return CATALOGUE.has(code)
}

const AGAIN = 'Try again.'

const UNKNOWN: FailureAdvice = {
  sentence: 'The record failed for a reason that Doclift has no explanation for.',
  advice: 'An operator: read the sentence of one of the records, and look for its code in the log of the service.',
  actor: 'operator',
  isRetryable: true,
}

const UNKNOWN_OF_THE_ORG: FailureAdvice = {
  sentence: 'Salesforce refused the new value with a code of its own.',
  advice:
    'The administrator of the org: look the code up in the list of Salesforce status codes, and read the words of one of the records.',
  actor: 'org',
  isRetryable: false,
}

function waits(sentence: string, advice: string): FailureAdvice {
  return { sentence, advice, actor: 'nobody', isRetryable: true }
}

function mend(actor: ActingParty, sentence: string, advice: string): FailureAdvice {
  return { sentence, advice, actor, isRetryable: false }
}

/** Another look may find that it was mended meanwhile. */
function mendOrRetry(actor: ActingParty, sentence: string, advice: string): FailureAdvice {
  return { sentence, advice, actor, isRetryable: true }
}

const SOURCE: Readonly<Record<string, FailureAdvice>> = {
  'source.archived': waits(
    'The file is archived at its source. A restore was asked for.',
    'Wait. Doclift asks again by itself and copies the file once it is there.',
  ),
  'source.missing': mendOrRetry(
    'vendor',
    'The source says that there is no such file.',
    'Ask the vendor for these files, with the ids of the records. If they are gone for good, nothing can be copied.',
  ),
  'source.denied': mend(
    'vendor',
    'The source does not give out the file, though it takes our credentials.',
    'Ask the vendor why these files are closed, with the ids of the records. Then try again.',
  ),
  'source.restore-not-allowed': mendOrRetry(
    'operator',
    'The file is archived in a bucket, and Doclift may not ask for its restore.',
    'An operator: set SOURCE_S3_RESTORE=true, which the owner of the bucket pays for, or have the owner restore the files. Then try again.',
  ),
  'source.restore-refused': mendOrRetry(
    'operator',
    'The file is archived in a bucket, and the bucket refused to restore it.',
    'Whoever owns the bucket: grant the credentials s3:RestoreObject. Then try again.',
  ),
  'source.html-instead-of-file': mend(
    'vendor',
    'The source answered with an HTML page, as for a login, instead of the file.',
    'Open one of the documents in Salesforce. If it opens there, ask the vendor why its address leads to a page.',
  ),
  'source.no-length': mendOrRetry(
    'vendor',
    'The source sent a file without saying how large it is, so a cut one could not be told.',
    `${AGAIN} If it stays so, ask whoever runs the source to send Content-Length.`,
  ),
  'source.too-large': mend(
    'operator',
    'The file is larger than the largest one that may be copied.',
    'An operator: raise MAX_FILE_SIZE_MB in the settings of the service, start it again, run an inventory, then try again.',
  ),
  'source.bad-answer': mendOrRetry(
    'operator',
    'The answer of the source was not the expected one.',
    'An operator: read the sentence of one of the records, check the settings it names, then try again. If it stays so, ask the vendor.',
  ),
  'source.bad-identifier': mend(
    'org',
    'The identifier of the record is not one that the vendor’s API takes. It was not sent.',
    'The administrator of the org: mend the identifier field of these records in Salesforce, then run an inventory.',
  ),
  'source.no-identifier': mend(
    'org',
    'The record has nothing that its sources could be asked by.',
    'The administrator of the org: fill in the identifier field of these records in Salesforce, then run an inventory. An operator: or name another source in SOURCES that reads their URLs.',
  ),
  'source.host-not-allowed': mend(
    'operator',
    'The file is at a host that is not allowed. Nothing was read.',
    'An operator: if the host is right, add it to VENDOR_FILE_HOSTS or SOURCE_HTTPS_HOSTS in the settings, then try again.',
  ),
  'source.address-not-allowed': mend(
    'operator',
    'The host of the file leads into a network. Nothing was read.',
    'An operator: if the host is in your own network, add it to VENDOR_INNER_HOSTS or SOURCE_HTTPS_INNER_HOSTS in the settings, then try again.',
  ),
  'source.throttled': waits(
    'The source asked to be asked more slowly.',
    `${AGAIN} Doclift waits between its requests.`,
  ),
  'source.unavailable': waits('The source did not work at that moment.', `${AGAIN} If it stays so, ask the vendor.`),
  'source.connection': waits(
    'The connection to the source broke.',
    `${AGAIN} If it stays so, check network, proxy and firewall of the service.`,
  ),
  'source.size-changed': waits('The file changed its size while it was copied.', AGAIN),
  'source.changed': waits(
    'The file changed at its source, while it was copied or since.',
    'Back the records up again.',
  ),
}

const COPY: Readonly<Record<string, FailureAdvice>> = {
  'copy.source-changed': waits('The record came to point at another file while it was copied.', AGAIN),
  'copy.object-missing': mendOrRetry(
    'bucket',
    'The copy is gone from the bucket, and could not be made again at once.',
    'Try again: the file is copied to the same place. Then find out who deletes objects below the prefix of Doclift.',
  ),
  'copy.object-differs': mendOrRetry(
    'bucket',
    'The bucket holds other bytes in place of the copy, which could not be made again at once.',
    'Try again: the file is copied to the same place, over what stands there. Then find out who replaces objects below the prefix of Doclift.',
  ),
  'copy.not-attested': mendOrRetry(
    'nobody',
    'There is no copy of the file that the bucket has proven.',
    'Back the records up.',
  ),
  'copy.no-checksum': mend(
    'operator',
    'No checksum of the copy is known, so reading it would prove nothing.',
    'An operator: verify these records with the level "head".',
  ),
  'copy.url-too-long': mend(
    'operator',
    'The new URL of the file would not fit the URL field in Salesforce.',
    'An operator: use a shorter URL_BASE or DESTINATION_PREFIX. Or the administrator of the org: make the field longer.',
  ),
  'record.quarantined': mendOrRetry(
    'operator',
    'Every worker that worked on the record died, so it was set aside.',
    `An operator: look in the log of the workers, and of their machine, for what ended them; too little memory, above all. ${AGAIN}`,
  ),
  'internal.unexpected': mendOrRetry(
    'operator',
    'Something unexpected went wrong inside Doclift.',
    `${AGAIN} If it stays so, make a support bundle ("doclift support-bundle") and report the error with it.`,
  ),
}

const STORE: Readonly<Record<string, FailureAdvice>> = {
  's3.slow-down': waits('Your bucket asked to be written to more slowly.', AGAIN),
  's3.unavailable': waits('Your bucket did not work at that moment.', `${AGAIN} If it stays so, look at the store.`),
  's3.connection': waits(
    'The connection to your bucket broke.',
    `${AGAIN} If it stays so, check network, proxy and firewall of the service.`,
  ),
  's3.part-changed': waits('Somebody else wrote a part of an upload in your bucket.', AGAIN),
  's3.upload-gone': mendOrRetry(
    'bucket',
    'An upload that had begun was gone from your bucket.',
    `${AGAIN} If it stays so, look for a lifecycle rule that ends unfinished uploads too early.`,
  ),
  's3.checksum-mismatch': waits('The bytes changed on the way to your bucket. Nothing was kept.', AGAIN),
  's3.short-body': waits('The file ended before all of it had come. Nothing was kept.', AGAIN),
  's3.already-exists': mend(
    'bucket',
    'Your bucket holds another object at the place of the copy. It was left alone.',
    'Find out what else writes below the prefix of Doclift, and keep it out. Delete these objects, then back the records up again.',
  ),
  's3.key-refused': mend(
    'operator',
    'Your bucket refused the name of the object.',
    'An operator: use a shorter DESTINATION_PREFIX, then try again.',
  ),
  's3.not-found': waits('The object was not in your bucket when it was asked for.', 'Back the records up again.'),
  's3.refused': mendOrRetry(
    'bucket',
    'Your bucket refused the file with a code of its own.',
    'Read the words of one of the records, and look the code up in the documentation of the store.',
  ),
}

const SALESFORCE: Readonly<Record<string, FailureAdvice>> = {
  'salesforce.connection': waits(
    'The connection to Salesforce broke.',
    `${AGAIN} If it stays so, check network, proxy and firewall of the service.`,
  ),
  'salesforce.unavailable': waits('Salesforce did not work at that moment.', `${AGAIN} See status.salesforce.com.`),
  'salesforce.concurrent-limit': mendOrRetry(
    'org',
    'Salesforce had too many long requests at once.',
    'The administrator of the org: look at the other integrations. Then try again.',
  ),
}

const SWITCH: Readonly<Record<string, FailureAdvice>> = {
  'switch.value-changed': mend(
    'operator',
    'Somebody changed the URL in Salesforce. It was left alone.',
    'An operator: look at the history of the record, and decide with its owner which URL is right.',
  ),
  'switch.record-gone': mend(
    'org',
    'The record is deleted or hidden from Doclift. Nothing was written.',
    'Run an inventory. The administrator of the org: check that the integration user may see these records.',
  ),
  'switch.overwritten': mend(
    'org',
    'Salesforce took the new URL, and something wrote over it at once.',
    'The administrator of the org: look for triggers and flows on the object that set the URL field.',
  ),
  'switch.in-doubt': waits(
    'The answer of Salesforce was lost. The record is read again before anything else is written.',
    'Wait. The run settles it by itself.',
  ),
  'switch.not-processed': waits(
    'Others kept changing the record right before it was written.',
    'Plan the switch again for these records.',
  ),
}

/** Status codes of the org that an update of one text field meets. */
const ORG: Readonly<Record<string, FailureAdvice>> = {
  UNABLE_TO_LOCK_ROW: mendOrRetry(
    'nobody',
    'The record was locked by somebody else’s work, also after several tries.',
    'Try again at a quiet time.',
  ),
  FIELD_CUSTOM_VALIDATION_EXCEPTION: mend(
    'org',
    'A validation rule refused the new value.',
    'The administrator of the org: exempt the integration user from the validation rule, or mend the record. Then try again.',
  ),
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: mend(
    'org',
    'A trigger or a flow of the org refused the new value.',
    'The administrator of the org: read the words of one of the records, and mend the trigger or flow that they name.',
  ),
  INSUFFICIENT_ACCESS_OR_READONLY: mend(
    'org',
    'The integration user may not change the record.',
    'The administrator of the org: give the integration user edit access to the record, in Setup under Permission Sets and Sharing.',
  ),
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: mend(
    'org',
    'The integration user may not see a record that this one belongs to.',
    'The administrator of the org: give the integration user access to the Accounts of these records.',
  ),
  INVALID_FIELD_FOR_INSERT_UPDATE: mend(
    'org',
    'The integration user may not write the URL field.',
    'The administrator of the org: make the field editable for the integration user, in Setup under Permission Sets.',
  ),
  ENTITY_IS_DELETED: mend('org', 'The record is in the recycle bin.', 'Run an inventory, or restore the record.'),
  ENTITY_IS_LOCKED: mend(
    'org',
    'The record is locked by an approval process.',
    'The administrator of the org: finish the approval, or unlock the record. Then try again.',
  ),
  INVALID_CROSS_REFERENCE_KEY: mend('org', 'The record does not exist any more.', 'Run an inventory.'),
  MALFORMED_ID: mend(
    'org',
    'Salesforce did not take the id of the record for one.',
    'Run an inventory, then plan the switch again. If it stays so, an operator: keep a support bundle.',
  ),
  REQUIRED_FIELD_MISSING: mend(
    'org',
    'Another field of the record must be filled in before the record can be saved.',
    'The administrator of the org: fill in the field that the words of the record name. Then try again.',
  ),
  STRING_TOO_LONG: mend(
    'org',
    'The new URL is longer than the field.',
    'The administrator of the org: make the URL field longer. Then plan again.',
  ),
  DUPLICATE_VALUE: mend(
    'org',
    'Another record holds the same value in a field that must be unique.',
    'The administrator of the org: look at the words of one of the records.',
  ),
  UNKNOWN: UNKNOWN_OF_THE_ORG,
}

const CATALOGUE: ReadonlyMap<string, FailureAdvice> = new Map(
  Object.entries({ ...SOURCE, ...COPY, ...STORE, ...SALESFORCE, ...SWITCH, ...ORG }),
)
