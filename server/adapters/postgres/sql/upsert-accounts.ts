import type { ClassifiedEntry } from '../../../ports/tracking/inventory.ts'
import type { Sql } from '../client.ts'
import { columnsOf } from '../values.ts'

/** Stores the Accounts of a page of entries under their latest names; an entry without a name takes none away. */
export async function upsertAccounts(sql: Sql, entries: readonly ClassifiedEntry[]): Promise<void> {
  await sql.rows(STATEMENT, columnsOf(entries, ['accountId', 'accountName', 'systemModstamp']))
}

const STATEMENT = `
insert into accounts as known (account_id, name)
select distinct on (account_id) account_id, coalesce(name, '')
from unnest($1::text[], $2::text[], $3::timestamptz[]) as entry (account_id, name, system_modstamp)
where account_id is not null
order by account_id, name is null, system_modstamp desc
on conflict (account_id) do update set name = excluded.name
where excluded.name not in ('', known.name)`
