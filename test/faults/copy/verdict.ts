import { createHash } from 'node:crypto'
import type { ExpectedDocument } from '../../sandbox/client.ts'
import type { Strike } from '../../sandbox/store/faults.ts'
import type { StoredObject } from './destination.ts'

/** How a record ended: in both stores, and in the ledger. */
export interface Ending {
  recordId: string
  name: string
  word: string | null
  code: string | null
  sentence: string | null
  objectKey: string | null
  /** What the source has now, from whoever makes its bytes. */
  expected: ExpectedDocument
  /** What is at the key that the ledger names; null when it names none or nothing is there. */
  stored: StoredObject | null
  /** Faults that the requests for it met, at source and destination. */
  strikes: readonly Strike[]
}

/** What a fault lets a record fail with, when every try meets one. */
interface Failure {
  code: string
  /** Of a sentence that fits. */
  says: RegExp
}

const DENIED = { code: 'source.denied', says: /403|denied/ }
const MISSING = { code: 'source.missing', says: /says that there is none/ }
const ARCHIVED = { code: 'source.archived', says: /archived .* restore was asked for/ }
const KEY_REFUSED = { code: 's3.key-refused', says: /KeyTooLongError.*Shorten the prefix/ }
const BUSY = { code: 'source.throttled', says: /429|503/ }
const BROKEN = { code: 'source.unavailable', says: /500/ }
const CUT = { code: 'source.connection', says: /connection failed|fewer came|broke off/ }
const BAD_ANSWER = { code: 'source.bad-answer', says: /without an address/ }
const CHANGED = { code: 'source.changed', says: /rest of the same document/ }
const PAGE = { code: 'source.html-instead-of-file', says: /HTML page/ }

/** Faults that strike a document for good, and what it must end with for it. */
const LASTING: Readonly<Record<string, Failure>> = {
  forbidden: DENIED,
  missing: MISSING,
  archived: ARCHIVED,
  'key-refused': KEY_REFUSED,
}

/** Documents that the source does not hand out, whatever strikes. */
const NOT_HANDED_OUT: Partial<Record<ExpectedDocument['answer'], Failure>> = {
  archived: ARCHIVED,
  frozen: ARCHIVED,
  missing: MISSING,
  html: PAGE,
}

const OF_SOURCE: Readonly<Record<string, Failure>> = {
  'slow-down': BUSY,
  throttled: BUSY,
  'internal-error': BROKEN,
  'expired-link': DENIED,
  'connection-reset-before-write': CUT,
  'connection-reset-after-write': CUT,
  'cut-body': CUT,
  'reset-in-body': CUT,
  'reset-after-body': CUT,
  'wrong-length': CUT,
  'slow-drip': CUT,
  'changed-midway': CUT,
}

/** Whoever meets one of these for the rest of a document that broke off is told of another document, or of none. */
const OTHER_REST = [
  'wrong-length',
  'extra-bytes',
  'no-bytes',
  'changed-midway',
  'no-etag',
  'weak-etag',
  'wrong-etag',
  'login-page',
  'expired-link',
]

const LOST = { code: 's3.connection', says: /connection failed/ }
const OF_STORE: Readonly<Record<string, Failure>> = {
  'slow-down': { code: 's3.slow-down', says: /SlowDown|503/ },
  'internal-error': { code: 's3.unavailable', says: /InternalError|500/ },
  'damaged-body': { code: 's3.checksum-mismatch', says: /bytes changed on the way/ },
  'connection-reset-before-write': LOST,
  'connection-cut-in-request': LOST,
  'connection-reset-after-write': LOST,
  'connection-cut-in-answer': LOST,
  'cut-body': LOST,
}

const NOTHING = createHash('sha256').digest('hex')

/** What keeps this record from being copied, whoever tries; empty when nothing does. */
export function lastingFailures({ expected, strikes }: Pick<Ending, 'expected' | 'strikes'>): Failure[] {
  const ofFaults = strikes.flatMap((strike) => LASTING[strike.with] ?? [])
  const ofDocument = NOT_HANDED_OUT[expected.answer]
  return ofDocument ? [...ofFaults, ofDocument] : ofFaults
}

/** What a record may fail with for a while. */
export function passingFailures({ strikes }: Pick<Ending, 'strikes'>): Failure[] {
  return strikes.flatMap(({ operation, with: fault }) => {
    const rest = operation === 'download' && OTHER_REST.includes(fault) ? [CHANGED] : []
    if (fault === 'login-page') return [operation === 'presign' ? BAD_ANSWER : PAGE, ...rest]
    const isOfSource = operation === 'presign' || operation === 'download'
    return [(isOfSource ? OF_SOURCE : OF_STORE)[fault] ?? [], rest].flat()
  })
}

/**
 * What is wrong with how a record ended: what was expected and what was found, or null when nothing is.
 * @param options.mayPass whether a failure that another try mends is a good end too, where nothing lasting stands behind it
 * @param options.wasAway whether the destination was away for a while
 */
export function findWrong(ending: Ending, options: { mayPass: boolean; wasAway: boolean }): string | null {
  if (ending.word === 'verified') return findWrongCopy(ending)
  const { word, code, sentence } = ending
  const lasting = lastingFailures(ending)
  const passing = [...passingFailures(ending), ...(options.wasAway ? [LOST] : [])]
  const mayFail = options.mayPass || lasting.length > 0
  const named = mayFail ? [...lasting, ...passing].find((failure) => failure.code === code) : undefined
  if (named === undefined) return `expected a copy or a failure that was planted, found ${word} with ${code}`
  if (word !== wordOf(named)) return `expected it to be ${wordOf(named)} with ${code}, found ${word}`
  const isSentence = sentence !== null && /^[A-Z].*\.$/.test(sentence) && named.says.test(sentence)
  return isSentence ? null : `expected a sentence that says ${named.says}, found ${sentence}`
}

function wordOf({ code }: Failure): string {
  if (code === MISSING.code) return 'missing'
  if (code === CHANGED.code) return 'changed'
  return code === ARCHIVED.code ? 'restoring' : 'failed'
}

function findWrongCopy(ending: Ending): string | null {
  const { name, expected, stored, strikes, objectKey } = ending
  // Another version of the document has another key.
  const isOfKey = ({ with: fault, subject }: Strike) => fault !== 'key-refused' || subject === objectKey
  const [lasting] = lastingFailures({ expected, strikes: strikes.filter(isOfKey) })
  if (lasting) return `expected the failure ${lasting.code}, found a copy`
  if (stored === null) return 'expected an object at the key of the ledger, found none'
  const isEmpty = strikes.some((strike) => strike.with === 'no-bytes')
  const wanted = {
    sha256: isEmpty ? NOTHING : expected.sha256,
    sizeBytes: isEmpty ? 0 : expected.sizeBytes,
    contentLength: isEmpty ? 0 : expected.sizeBytes,
    contentType: contentTypeOf(name, expected, isEmpty),
    disposition: '',
  }
  const found = { ...stored, disposition: findWrongDisposition(stored, name) }
  return JSON.stringify(found, FIELDS) === JSON.stringify(wanted, FIELDS)
    ? null
    : `expected ${JSON.stringify(wanted, FIELDS)}, found ${JSON.stringify(found, FIELDS)}`
}

const FIELDS = ['sha256', 'sizeBytes', 'contentLength', 'contentType', 'disposition']

const OFFICE = 'application/vnd.openxmlformats-officedocument'
const TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  docx: `${OFFICE}.wordprocessingml.document`,
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
  jpg: 'image/jpeg',
  png: 'image/png',
  txt: 'text/plain',
  xml: 'application/xml',
  html: 'text/html',
}
const SHOWN = ['application/pdf', 'image/jpeg', 'image/png']
const GENERAL = 'application/octet-stream'

/** By the extension; of a name without one by what the bytes are. */
function contentTypeOf(name: string, { kind }: ExpectedDocument, isEmpty: boolean): string {
  const extension = /\.([a-z]+)$/.exec(name)?.[1]
  return TYPES[extension ?? ''] ?? (isEmpty ? GENERAL : (TYPES[kind] ?? GENERAL))
}

/** Empty when the disposition is right: types that cannot run a script are shown, and the name is the record's. */
function findWrongDisposition({ disposition, contentType }: StoredObject, name: string): string {
  const [way, extended = ''] = disposition.split(/; filename=.*; filename\*=UTF-8''/)
  const isShown = SHOWN.includes(contentType)
  const isRight = way === (isShown ? 'inline' : 'attachment') && plain(decodeURIComponent(extended)) === plain(name)
  return isRight ? '' : disposition
}

/** Characters that a file name may not have are no difference. */
function plain(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, '')
}
