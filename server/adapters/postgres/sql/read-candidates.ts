import type { Scope } from '../../../domain/run/run.ts'
import type { Sql } from '../client.ts'

/** What every candidate has; the order goes by it. */
interface Ordered {
  recordId: string
  accountId: string | null
}

/** Part of a scope that one statement reads: small enough that sorting it anew for each page costs little. */
interface ScopePart {
  condition: string
  /** The one parameter of the condition; null when it has none. */
  parameter: string | readonly string[] | null
}

const ACCOUNTS_PER_PART = 100

/**
 * Records of a scope, page by page, sorted by Account (those without come first) and record id; those of several failure
 * codes code after code.
 * @param query.columns columns of `file_records as record`, `recordId` and `accountId` among them
 * @param query.joins what they need besides
 */
export async function* readCandidates<Row extends Ordered>(
  sql: Sql,
  query: { scope: Scope; pageSize: number; columns: string; joins?: string },
): AsyncIterable<Row[]> {
  for (const part of partsOf(query.scope)) yield* readPart<Row>(sql, query, part)
}

async function* readPart<Row extends Ordered>(
  sql: Sql,
  query: { pageSize: number; columns: string; joins?: string },
  part: ScopePart,
): AsyncIterable<Row[]> {
  const text = statement(query.columns, query.joins ?? '', part.condition)
  const parameters = part.parameter === null ? [] : [part.parameter]
  let after: Ordered = { accountId: null, recordId: '' }
  for (;;) {
    const rows = await sql.rows<Row>(text, [after.accountId ?? '', after.recordId, query.pageSize, ...parameters])
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < query.pageSize) return
    after = last
  }
}

function partsOf(scope: Scope): ScopePart[] {
  switch (scope.kind) {
    case 'everything':
      return [{ condition: 'true', parameter: null }]
    case 'records':
      return [{ condition: 'record.record_id = any($4::text[])', parameter: scope.recordIds }]
    case 'failures':
      return [...new Set(scope.codes)].sort().map((code) => ({ condition: FAILED_WITH, parameter: code }))
    case 'accounts':
      return accountParts(scope.accountIds)
  }
}

/** An index gives the records of one code in the order of a plan. */
const FAILED_WITH = 'record.failure_code = $4 and record.word is not null'

function accountParts(accountIds: readonly string[]): ScopePart[] {
  const condition = `coalesce(record.account_id, '') = any($4::text[])`
  const sorted = [...new Set(accountIds)].sort()
  const parts: ScopePart[] = []
  for (let start = 0; start < sorted.length; start += ACCOUNTS_PER_PART) {
    parts.push({ condition, parameter: sorted.slice(start, start + ACCOUNTS_PER_PART) })
  }
  return parts
}

/** The fragments are constants of this code; whatever a caller names is a parameter. */
function statement(columns: string, joins: string, condition: string): string {
  return `
    select ${columns}
    from file_records as record ${joins}
    where ${condition} and (coalesce(record.account_id, ''), record.record_id) > ($1, $2)
    order by coalesce(record.account_id, ''), record.record_id
    limit $3`
}
