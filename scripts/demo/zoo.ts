import pg from 'pg'
import type { Sandbox, ZooAct, ZooEnd, ZooFamily } from '../../test/sandbox/client.ts'

/** One kind of the zoo as the ledger has it at the end. */
export interface ZooLine {
  kind: string
  sentence: string
  planted: number
  /** Records by the word or the reason they ended with. */
  endedAs: Record<string, number>
  /** Records by failure code; `none` for those without. */
  codes: Record<string, number>
  /** Records for which catch-ups found what they must find of this kind; null when they must find nothing. */
  found: number | null
  isAsExpected: boolean
  expected: { end: string; code: string | null; drift: string | null }
}

type Controls = Pick<Sandbox, 'control'>

const NOT_IN_LEDGER = 'not in the ledger'
const NO_CODE = 'none'

/** What the vendor and the service of a zoo are told, beside the usual settings. */
export const ZOO_RESTORE_SECONDS = 2
export const ZOO_SETTINGS = {
  SALESFORCE_VERSION_OBJECT: 'DocListEntryVersion__c',
  MAX_FILE_SIZE_MB: '80',
  SCOPE_FILE_TYPES: 'pdf,docx,xlsx,jpg,png,txt,xml,html,bin',
} as const

/** The records of every kind that this is done to. */
export function recordsFor(zoo: readonly ZooFamily[], act: ZooAct): string[] {
  return zoo.filter((family) => family.act === act).flatMap((family) => family.recordIds)
}

/**
 * What people do between the back-up and the switch: Accounts change, records move and go, the vendor's editor saves a new
 * version. The org tells of a deletion a minute late, so they are two minutes old.
 */
export async function changeBehindTheBack({ control }: Controls, zoo: readonly ZooFamily[]): Promise<void> {
  await moveRecords({ control }, zoo)
  for (const accountId of await accountsOf({ control }, recordsFor(zoo, 'rename-account'))) {
    await control.renameAccount(accountId, `Renamed / "Holding" & Söhne #${accountId}`)
  }
  for (const recordId of recordsFor(zoo, 'delete')) await control.deleteRecord(recordId, { minutesAgo: 2 })
  for (const recordId of recordsFor(zoo, 'new-version')) await uploadOnce({ control }, recordId)
}

async function moveRecords(controls: Controls, zoo: readonly ZooFamily[]): Promise<void> {
  const elsewhere = await someAccounts(controls, zoo)
  for (const recordId of recordsFor(zoo, 'move-account')) {
    const [own] = await accountsOf(controls, [recordId])
    const other = elsewhere.find((accountId) => accountId !== own)
    if (other === undefined) throw new Error('The records of the zoo are all of one Account; none can move.')
    await controls.control.editRecord(recordId, { Account__c: other })
  }
}

/** A link that is switched goes on opening the version it was switched to, so there the version stays. */
async function uploadOnce({ control }: Controls, recordId: string): Promise<void> {
  const isSwitched = (await control.writesOf(recordId)).length > 0
  if (!isSwitched) await control.uploadNewVersion(recordId)
}

/** Accounts of documents that are in scope, one of each kind. */
function someAccounts(controls: Controls, zoo: readonly ZooFamily[]): Promise<string[]> {
  const inScope = zoo.filter(({ ends }) => 'word' in ends)
  return accountsOf(
    controls,
    inScope.flatMap(({ recordIds }) => recordIds.slice(0, 1)),
  )
}

/** Each Account once. */
async function accountsOf({ control }: Controls, recordIds: readonly string[]): Promise<string[]> {
  const accounts = new Set<string>()
  for (const recordId of recordIds) accounts.add(String((await control.readRecord(recordId)).Account__c))
  return [...accounts]
}

/**
 * Compares what became of every record of the zoo with what must become of it, by record id and from the ledger itself,
 * past the service.
 */
export async function judgeZoo(databaseUrl: string, zoo: readonly ZooFamily[]): Promise<ZooLine[]> {
  const database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  try {
    const lines: ZooLine[] = []
    for (const family of zoo) lines.push(judgeFamily(family, await readEnds(database, family)))
    return lines
  } finally {
    await database.end()
  }
}

interface LedgerEnd {
  end: string
  code: string
  isFound: boolean
}

async function readEnds(database: pg.Client, { recordIds, drift }: ZooFamily): Promise<LedgerEnd[]> {
  const { rows } = await database.query<LedgerEnd>(
    `select coalesce(word, 'out of scope: ' || out_of_scope_reason, $2) as end, coalesce(failure_code, $3) as code,
       exists (
         select from drift join runs on runs.id = drift.run_id
         where drift.record_id = planted.record_id and kind = $4 and operation = 'catch_up') as "isFound"
     from unnest($1::text[]) as planted (record_id)
     left join file_records using (record_id)`,
    [recordIds, NOT_IN_LEDGER, NO_CODE, drift ?? null],
  )
  return rows
}

function judgeFamily(family: ZooFamily, rows: readonly LedgerEnd[]): ZooLine {
  const { id, sentence, recordIds, ends, code, drift = null } = family
  const end = describeEnd(ends)
  const isAsExpected = rows.every(
    (row) => row.end === end && row.code === (code ?? NO_CODE) && row.isFound === (drift !== null),
  )
  return {
    kind: id,
    sentence,
    planted: recordIds.length,
    endedAs: countBy(rows, (row) => row.end),
    codes: countBy(rows, (row) => row.code),
    found: drift === null ? null : rows.filter((row) => row.isFound).length,
    isAsExpected: isAsExpected && recordIds.length > 0,
    expected: { end, code, drift },
  }
}

function describeEnd(ends: ZooEnd): string {
  return 'word' in ends ? ends.word : `out of scope: ${ends.outOfScope}`
}

function countBy<Row>(rows: readonly Row[], key: (row: Row) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const row of rows) counts[key(row)] = (counts[key(row)] ?? 0) + 1
  return counts
}

/** The zoo as a table of fixed columns. */
export function formatZoo(lines: readonly ZooLine[]): string[] {
  const head = ['kind', 'planted', 'ended as', 'reason', 'found by catch-up', 'as expected']
  const rows = lines.map((line) => [
    line.kind,
    line.planted.toLocaleString(),
    formatCounts(line.endedAs),
    formatCounts(line.codes),
    line.found === null ? '' : `${line.found} ${line.expected.drift}`,
    line.isAsExpected ? 'yes' : 'NO',
  ])
  const widths = head.map((title, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? title).length)))
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
  return [head, ...rows].map((row) => `  ${line(row).trimEnd()}`)
}

/** The name alone when all ended alike. */
function formatCounts(counts: Readonly<Record<string, number>>): string {
  const names = Object.keys(counts).filter((name) => name !== NO_CODE || Object.keys(counts).length > 1)
  return names.length === 1 ? String(names[0]) : names.map((name) => `${counts[name]} ${name}`).join(', ')
}
