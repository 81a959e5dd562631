import type { AccountItems } from '../../../domain/run/batches.ts'
import type { LargeAccount } from '../../../domain/run/run.ts'
import type { Sql } from '../client.ts'
import { columnsOf } from '../values.ts'

/** Keeps the Accounts with most items of a plan. */
export async function insertLargestAccounts(tx: Sql, runId: string, accounts: readonly AccountItems[]): Promise<void> {
  await tx.rows(INSERT, [runId, ...columnsOf(accounts, ['accountId', 'itemCount'])])
}

/** The Accounts with most items of a run, the largest first, with their names as the ledger has them now. */
export async function readLargestAccounts(sql: Sql, runId: string): Promise<LargeAccount[]> {
  const rows = await sql.rows<Omit<LargeAccount, 'items'> & { items: string }>(READ, [runId])
  return rows.map((row) => ({ ...row, items: Number(row.items) }))
}

const INSERT = `
insert into largest_accounts (run_id, account_id, item_count)
select $1, * from unnest($2::text[], $3::bigint[])`

const READ = `
select large.account_id as "accountId", account.name as "accountName", large.item_count as items
from largest_accounts as large
left join accounts as account on account.account_id = large.account_id
where large.run_id = $1
order by large.item_count desc, large.account_id`
