import { createHash } from 'node:crypto'
import pg from 'pg'
import type { ChecksumAlgorithm } from '../../server/domain/object/checksum.ts'
import { createDigest } from '../../server/domain/object/digest.ts'

/** What the check needs to reach org, store and database by itself, past the service. */
export interface CheckAccess {
  org: { url: string; clientId: string; clientSecret: string }
  databaseUrl: string
  urlBase: string
  /** Checksum of the true document of a record, from whoever made it. */
  expectedDocument(recordId: string): Promise<{ sha256: string; sizeBytes: number } | null>
  /** Records whose objects are read however many there are. */
  alwaysRead?: ReadonlySet<string>
}

export interface CheckResult {
  ok: boolean
  differences: string[]
  entries: number
  objectsRead: number
}

interface OrgEntry {
  Id: string
  Document__c: string | null
  Account__c: string | null
  Account__r: { Name: string } | null
}

interface LedgerRow {
  record_id: string
  account_id: string | null
  account_name: string | null
  document_url: string | null
  first_seen_url: string | null
  word: string | null
  out_of_scope_reason: string | null
  object_key: string | null
  checksum_algorithm: ChecksumAlgorithm | null
  checksum: string | null
  object_size_bytes: string | null
}

const API = '/services/data/v67.0'
const MOST_DIFFERENCES = 50
/** Objects are read whole up to this many; beyond it every n-th is. */
const MOST_OBJECTS_READ = 2_000
const PARALLEL_READS = 8

/**
 * Reads org, store and ledger afresh and compares them record by record:
 * the org holds what the ledger says, the Account and its name too; what was not switched is as it was first seen; what was switched opens without
 * credentials and holds the very bytes of its document; the ledger knows every entry and no other.
 */
export async function checkIndependently(access: CheckAccess): Promise<CheckResult> {
  const result: CheckResult = { ok: true, differences: [], entries: 0, objectsRead: 0 }
  const database = new pg.Client({ connectionString: access.databaseUrl })
  await database.connect()
  try {
    const switched = await countSwitched(database)
    const every = Math.max(1, Math.ceil(switched / MOST_OBJECTS_READ))
    for await (const page of orgEntries(access.org)) await checkPage(access, database, page, every, result)
    await checkTotal(database, result)
  } finally {
    await database.end()
  }
  return { ...result, ok: result.differences.length === 0 }
}

async function countSwitched(database: pg.Client): Promise<number> {
  const { rows } = await database.query("select count(*)::int as n from file_records where word = 'confirmed'")
  return rows[0].n
}

async function checkTotal(database: pg.Client, result: CheckResult): Promise<void> {
  const { rows } = await database.query(
    "select count(*)::int as n from file_records where out_of_scope_reason is distinct from 'deleted'",
  )
  if (rows[0].n !== result.entries) report(result, `the org has ${result.entries} entries, the ledger ${rows[0].n}`)
}

async function checkPage(
  access: CheckAccess,
  database: pg.Client,
  entries: OrgEntry[],
  every: number,
  result: CheckResult,
): Promise<void> {
  const ledger = await ledgerRows(
    database,
    entries.map((entry) => entry.Id),
  )
  const toRead: LedgerRow[] = []
  const isRead = (recordId: string) => result.entries % every === 0 || access.alwaysRead?.has(recordId)
  for (const entry of entries) {
    result.entries += 1
    const row = ledger.get(entry.Id)
    if (!row) report(result, `${entry.Id} is in the org and not in the ledger`)
    else if (isSwitchedAsSaid(access, entry, row, result) && isRead(entry.Id)) toRead.push(row)
  }
  const queue = toRead.values()
  const reader = async () => {
    for (const row of queue) await checkObject(access, row, result)
  }
  await Promise.all(Array.from({ length: PARALLEL_READS }, reader))
}

async function ledgerRows(database: pg.Client, recordIds: string[]): Promise<Map<string, LedgerRow>> {
  const { rows } = await database.query<LedgerRow>(
    `select record_id, account_id, accounts.name as account_name, document_url, first_seen_url, word, out_of_scope_reason,
       object_key, checksum_algorithm, checksum, object_size_bytes
     from file_records left join accounts using (account_id) where record_id = any($1)`,
    [recordIds],
  )
  return new Map(rows.map((row) => [row.record_id, row]))
}

/** Compares one value; true when the record is switched and its object is to be read. */
function isSwitchedAsSaid(access: CheckAccess, entry: OrgEntry, row: LedgerRow, result: CheckResult): boolean {
  const value = entry.Document__c
  if (entry.Account__c !== row.account_id || (entry.Account__r?.Name ?? null) !== row.account_name) {
    report(result, `${entry.Id}: its Account is ${entry.Account__c} in the org, ${row.account_id} in the ledger`)
  }
  if (value !== row.document_url) {
    report(result, `${entry.Id}: the org holds ${value}, the ledger says ${row.document_url}`)
  }
  if (row.word === 'in_doubt' || row.word === 'switched') report(result, `${entry.Id} is still ${row.word}`)
  const isSwitched = row.word === 'confirmed'
  const isChangedByOthers = row.word === 'conflicted'
  if (!isSwitched && !isChangedByOthers && value !== row.first_seen_url) {
    report(
      result,
      `${entry.Id} is ${row.word ?? row.out_of_scope_reason} and holds ${value}, first seen ${row.first_seen_url}`,
    )
  }
  if (isSwitched && !value?.startsWith(`${access.urlBase}/`))
    report(result, `${entry.Id} is switched and holds ${value}`)
  return isSwitched
}

/** Opens the switched URL as a user would and compares the bytes with the document's own. */
async function checkObject(access: CheckAccess, row: LedgerRow, result: CheckResult): Promise<void> {
  const answer = await fetch(row.document_url ?? '')
  if (!answer.ok || answer.body === null) return report(result, `${row.record_id} does not open: HTTP ${answer.status}`)
  const hash = createHash('sha256')
  const ledgers = createDigest(row.checksum_algorithm ?? 'sha256')
  let sizeBytes = 0
  for await (const chunk of answer.body) {
    hash.update(chunk)
    ledgers.update(chunk)
    sizeBytes += chunk.length
  }
  const sha256 = hash.digest('hex')
  const expected = await access.expectedDocument(row.record_id)
  result.objectsRead += 1
  const isOurs = ledgers.digest().toString('hex') === row.checksum
  if (!isOurs) report(result, `${row.record_id}: the object is not the one the ledger verified`)
  if (sha256 !== expected?.sha256) report(result, `${row.record_id}: the object is not the document of its record`)
  if (sizeBytes !== Number(row.object_size_bytes)) report(result, `${row.record_id}: the object has ${sizeBytes} bytes`)
}

function report(result: CheckResult, difference: string): void {
  if (result.differences.length < MOST_DIFFERENCES) result.differences.push(difference)
  else if (result.differences.length === MOST_DIFFERENCES) result.differences.push('and more')
}

async function* orgEntries({ url, clientId, clientSecret }: CheckAccess['org']): AsyncGenerator<OrgEntry[]> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  })
  const login = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body })
  const { access_token: token } = (await login.json()) as { access_token: string }
  const headers = { authorization: `Bearer ${token}`, 'sforce-query-options': 'batchSize=2000' }
  const query = encodeURIComponent('SELECT Id, Document__c, Account__c, Account__r.Name FROM DocListEntry__c')
  for (let path: string | undefined = `${API}/query?q=${query}`; path !== undefined; ) {
    const answer = await fetch(url + path, { headers })
    if (!answer.ok) throw new Error(`The org answered HTTP ${answer.status} to the independent check.`)
    const page = (await answer.json()) as { records: OrgEntry[]; nextRecordsUrl?: string }
    yield page.records
    path = page.nextRecordsUrl
  }
}
