import type { Scope } from '../../../domain/run/run.ts'
import type { Sql } from '../client.ts'

/** Where the next page begins: the order goes by it. */
interface Position {
  afterAccount: string
  recordId: string
}

/** Part of a scope that one statement reads: small enough that sorting it anew for each page costs little. */
interface ScopePart {
  /** Tables, with `file_records as record` among them. */
  from: string
  /** What the records are sorted by, before their id. */
  account: string
  condition: string
  /** The one parameter of the condition; null when it has none. */
  parameter: string | readonly string[] | null
}

const ACCOUNTS_PER_PART = 100

/**
 * Records of a scope, page by page, sorted by Account (those without come first) and record id; those of several failure
 * codes code after code, those of a run by the Account they had in it.
 * @param query.columns columns of `file_records as record`, `recordId` among them
 * @param query.joins what they need besides
 */
export async function* readCandidates<Row extends { recordId: string }>(
  sql: Sql,
  query: { scope: Scope; pageSize: number; columns: string; joins?: string },
): AsyncIterable<Row[]> {
  for (const part of partsOf(query.scope)) yield* readPart<Row>(sql, query, part)
}

async function* readPart<Row extends { recordId: string }>(
  sql: Sql,
  query: { pageSize: number; columns: string; joins?: string },
  part: ScopePart,
): AsyncIterable<Row[]> {
  const text = statement(query.columns, query.joins ?? '', part)
  const parameters = part.parameter === null ? [] : [part.parameter]
  let after: Position = { afterAccount: '', recordId: '' }
  for (;;) {
    const rows = await sql.rows<Row & Position>(text, [
      after.afterAccount,
      after.recordId,
      query.pageSize,
      ...parameters,
    ])
    if (rows.length > 0) yield rows.map(({ afterAccount: _, ...row }) => row as unknown as Row)
    const last = rows.at(-1)
    if (last === undefined || rows.length < query.pageSize) return
    after = last
  }
}

function partsOf(scope: Scope): ScopePart[] {
  switch (scope.kind) {
    case 'everything':
      return [{ ...OF_RECORDS, condition: 'true', parameter: null }]
    case 'records':
      return [{ ...OF_RECORDS, condition: 'record.record_id = any($4::text[])', parameter: scope.recordIds }]
    case 'failures':
      return [...new Set(scope.codes)]
        .sort()
        .map((code) => ({ ...OF_RECORDS, condition: FAILED_WITH, parameter: code }))
    case 'accounts':
      return accountParts(scope.accountIds)
    case 'run':
      return [{ ...OF_RUN, condition: WRITTEN_BY, parameter: scope.runId }]
  }
}

const OF_RECORDS = { from: 'file_records as record', account: `coalesce(record.account_id, '')` }

/** Through the items of the run, whose index gives them in the order of a plan. */
const OF_RUN = {
  from: 'run_items as written join file_records as record on record.record_id = written.record_id',
  account: 'written.account_id',
}
const WRITTEN_BY = 'written.run_id = $4 and written.sent_at is not null'

/** An index gives the records of one code in the order of a plan. */
const FAILED_WITH = 'record.failure_code = $4 and record.word is not null'

function accountParts(accountIds: readonly string[]): ScopePart[] {
  const condition = `coalesce(record.account_id, '') = any($4::text[])`
  const sorted = [...new Set(accountIds)].sort()
  const parts: ScopePart[] = []
  for (let start = 0; start < sorted.length; start += ACCOUNTS_PER_PART) {
    parts.push({ ...OF_RECORDS, condition, parameter: sorted.slice(start, start + ACCOUNTS_PER_PART) })
  }
  return parts
}

/** The fragments are constants of this code; whatever a caller names is a parameter. */
function statement(columns: string, joins: string, { from, account, condition }: ScopePart): string {
  return `
    select ${columns}, ${account} as "afterAccount"
    from ${from} ${joins}
    where ${condition} and (${account}, record.record_id) > ($1, $2)
    order by ${account}, record.record_id
    limit $3`
}
