import { type CoverageRow, shareOf } from '../../../domain/report/coverage-report.ts'
import type { Sql } from '../client.ts'
import { pagesByKey } from '../snapshot-pages.ts'
import { toCoverage, toRecordTotals } from '../totals.ts'
import { ALL_RECORDS, readTotals, readTotalsOf, recordsOf, type Totals } from './read-totals.ts'

interface AccountRow {
  accountId: string
  name: string
}

/**
 * A line for each Account in id order, one for what has no Account, and the total; from counters. What has no Account is not
 * counted by itself: it is what the total has beyond the Accounts, so that the lines always add up.
 */
export async function* readCoverage(sql: Sql, pageSize: number): AsyncGenerator<CoverageRow[]> {
  const all = await readTotalsOf(sql, ALL_RECORDS)
  const rest: Record<string, number> = { ...all }
  const readPage = (after: string) => sql.rows<AccountRow>(ACCOUNTS, [after, pageSize])
  for await (const accounts of pagesByKey('', pageSize, readPage, (account) => account.accountId)) {
    const totals = await readTotals(
      sql,
      accounts.map(({ accountId }) => recordsOf(accountId)),
    )
    for (const counters of totals.values()) subtract(rest, counters)
    yield accounts.map(({ accountId, name }) =>
      toRow({ line: 'account', accountId, name }, totals.get(recordsOf(accountId)) ?? {}),
    )
  }
  yield [
    toRow({ line: 'without-account', accountId: null, name: null }, withoutZeros(rest)),
    toRow({ line: 'total', accountId: null, name: null }, all),
  ]
}

function toRow(head: Pick<CoverageRow, 'line' | 'accountId' | 'name'>, totals: Totals): CoverageRow {
  const { total, byState, outOfScope, verifiedBytes } = toRecordTotals(totals)
  const { eligible: inScope, verified } = toCoverage(totals)
  return {
    ...head,
    total,
    byState,
    outOfScope,
    inScope,
    verified,
    verifiedShare: shareOf(verified, inScope),
    verifiedBytes,
  }
}

function subtract(from: Record<string, number>, counters: Totals): void {
  for (const [counter, value] of Object.entries(counters)) from[counter] = (from[counter] ?? 0) - value
}

function withoutZeros(totals: Totals): Totals {
  return Object.fromEntries(Object.entries(totals).filter(([, value]) => value !== 0))
}

const ACCOUNTS = `
select account_id as "accountId", name from accounts where account_id > $1 order by account_id limit $2`
