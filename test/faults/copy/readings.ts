import type { ExpectedDocument } from '../../sandbox/client.ts'
import type { Strike } from '../../sandbox/store/faults.ts'
import type { Destination } from './destination.ts'
import type { Ending } from './verdict.ts'

/** A record in scope, as the ledger has it. */
export interface LedgerRow {
  recordId: string
  identifier: string
  name: string
  word: string | null
  code: string | null
  sentence: string | null
  objectKey: string | null
}

type Strikes = ReadonlyMap<string, readonly Strike[]>

const RECORD_ID = /^a1c[0-9A-Za-z]{15}$/
const PARALLEL_READS = 8
/** Objects that Doclift keeps for itself. */
const OWN_FOLDER = '/_doclift/'
/** Faults after which a document has another fingerprint, and so another key, than before. */
const NEW_FINGERPRINT = ['changed-midway', 'no-etag', 'weak-etag', 'wrong-etag']

/** The faults that the requests for each record met: the source was asked by its identifier, the destination by its key. */
export function strikesByRecord(rows: readonly LedgerRow[], strikes: readonly Strike[]): Strikes {
  const byIdentifier = new Map(rows.map(({ identifier, recordId }) => [identifier, recordId]))
  return Map.groupBy(strikes, ({ subject }) => byIdentifier.get(subject) ?? recordIdIn(subject) ?? subject)
}

/** Reads source and destination for each record. */
export async function readEndings(
  rows: readonly LedgerRow[],
  strikes: Strikes,
  expectedOf: (recordId: string) => Promise<ExpectedDocument | null>,
  destination: Destination,
): Promise<Ending[]> {
  const endings: Ending[] = []
  const queue = rows.values()
  const reader = async () => {
    for (const { identifier: _, ...row } of queue) {
      const expected = await expectedOf(row.recordId)
      if (expected === null) throw new Error(`The source has no document for ${row.recordId}.`)
      const stored = row.objectKey !== null && row.word === 'verified' ? await destination.read(row.objectKey) : null
      endings.push({ ...row, expected, stored, strikes: strikes.get(row.recordId) ?? [] })
    }
  }
  await Promise.all(Array.from({ length: PARALLEL_READS }, reader))
  return endings
}

/**
 * Objects that no record names. When an answer was lost and the source had another version at the next try, the object of the
 * earlier version stays where it is; everything else is unknown.
 */
export function findObjectsOfNobody(keys: readonly string[], rows: readonly LedgerRow[], strikes: Strikes) {
  const named = new Set(rows.map(({ objectKey }) => objectKey))
  const unnamed = keys.filter((key) => !named.has(key) && !key.includes(OWN_FOLDER))
  const isEarlier = (key: string) =>
    (strikes.get(recordIdIn(key) ?? '') ?? []).some((strike) => NEW_FINGERPRINT.includes(strike.with))
  return {
    earlier: unnamed.filter(isEarlier),
    unknown: unnamed.filter((key) => !isEarlier(key)).map((key) => `${key}: no record names this object`),
  }
}

function recordIdIn(key: string): string | undefined {
  return key.split('/').find((segment) => RECORD_ID.test(segment))
}
