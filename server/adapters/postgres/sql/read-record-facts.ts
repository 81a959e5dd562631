import type { ActivityFacts } from '../../../domain/analysis/activity.ts'
import type { AccountFacts, ExtensionFacts, RecordFacts, TopAccount } from '../../../domain/analysis/facts.ts'
import type { OutOfScopeReason } from '../../../domain/file/states.ts'
import type { Sql } from '../client.ts'

/** What is counted in every record, for an analysis. Each statement reads the whole table once. */

const TOP_ACCOUNTS = 20
/** Addresses come from elsewhere; each could have a host of its own. */
const MOST_ORIGINS = 1_000

/** All counts of one moment. */
export async function readRecordFacts(sql: Sql): Promise<RecordFacts> {
  return {
    reasons: await readReasons(sql),
    accounts: await readAccounts(sql),
    extensions: await readExtensions(sql),
    contentTypes: await readContentTypes(sql),
    origins: await readOrigins(sql),
    activity: await readActivity(sql),
  }
}

async function readReasons(sql: Sql): Promise<RecordFacts['reasons']> {
  const rows = await sql.rows<{ reason: OutOfScopeReason | null; entries: string; without_account: string }>(`
select
  out_of_scope_reason as reason,
  count(*) as entries,
  count(*) filter (where account_id is null) as without_account
from file_records
group by 1`)
  return rows.map((row) => ({
    reason: row.reason,
    entries: Number(row.entries),
    withoutAccount: Number(row.without_account),
  }))
}

async function readAccounts(sql: Sql): Promise<AccountFacts> {
  const [row] = await sql.rows<Record<keyof Omit<AccountFacts, 'top'>, string> & { topIds: string[] | null }>(
    `
with sizes as (
  select account_id, count(*) as records from file_records where out_of_scope_reason is null group by 1
),
ranked as (
  select account_id, records, row_number() over (order by records desc, account_id) as place from sizes
)
select
  count(*) as "count",
  coalesce(sum(records), 0) as "records",
  coalesce(max(records), 0) as "largest",
  coalesce(percentile_cont(0.5) within group (order by records), 0) as "median",
  coalesce(sum(records) filter (where place <= 10), 0) as "inTop10",
  coalesce(sum(records) filter (where place <= 50), 0) as "inTop50",
  count(*) filter (where records >= 1000) as "withAtLeast1000",
  count(*) filter (where records >= 10000) as "withAtLeast10000",
  array_agg(account_id::text order by place) filter (where place <= $1) as "topIds"
from ranked`,
    [TOP_ACCOUNTS],
  )
  const { topIds, ...counts } = row ?? { topIds: [] }
  const numbers = Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, Number(value)]))
  return { ...(numbers as unknown as Omit<AccountFacts, 'top'>), top: await readTopAccounts(sql, topIds ?? []) }
}

async function readTopAccounts(sql: Sql, accountIds: readonly string[]): Promise<TopAccount[]> {
  const rows = await sql.rows<ExtensionRow & { account_id: string; account_name: string }>(
    `
select record.account_id, account.name as account_name, ${EXTENSION_COLUMNS}
from file_records as record
join accounts as account on account.account_id = record.account_id
where coalesce(record.account_id, '') = any($1::text[]) and out_of_scope_reason is null
group by 1, 2, 3
order by 1, 3`,
    [accountIds],
  )
  return accountIds.map((accountId) => {
    const own = rows.filter((row) => row.account_id === accountId)
    return { accountId, name: own[0]?.account_name ?? '', extensions: own.map(toExtension) }
  })
}

async function readExtensions(sql: Sql): Promise<ExtensionFacts[]> {
  const rows = await sql.rows<ExtensionRow>(`
select ${EXTENSION_COLUMNS}
from file_records as record
where out_of_scope_reason is null
group by 1
order by 1`)
  return rows.map(toExtension)
}

interface ExtensionRow {
  extension: string
  records: string
  verified: string
  verified_bytes: string
}

/** A copy that is not verified any more says nothing about the document as it is now. */
const EXTENSION_COLUMNS = `
  coalesce(extension_of(record.name), '') as extension,
  count(*) as records,
  count(*) filter (where copy_state = 'verified') as verified,
  coalesce(sum(object_size_bytes) filter (where copy_state = 'verified'), 0) as verified_bytes`

function toExtension({ extension, records, verified, verified_bytes }: ExtensionRow): ExtensionFacts {
  return {
    extension,
    records: Number(records),
    verified: Number(verified),
    verifiedBytes: Number(verified_bytes),
  }
}

async function readContentTypes(sql: Sql): Promise<RecordFacts['contentTypes']> {
  const rows = await sql.rows<{ content_type: string; records: string }>(`
select content_type, count(*) as records
from file_records
where out_of_scope_reason is null and copy_state = 'verified' and content_type is not null
group by 1
order by 2 desc, 1`)
  return rows.map((row) => ({ contentType: row.content_type, records: Number(row.records) }))
}

/** Grouped by what stands before the path, so that few addresses are parsed. */
async function readOrigins(sql: Sql): Promise<RecordFacts['origins']> {
  const rows = await sql.rows<{ example: string; records: string }>(
    `
select min(document_url) as example, count(*) as records
from file_records
where document_url is not null and coalesce(out_of_scope_reason, '') not in ('folder', 'deleted', 'no-url', 'not-a-url')
group by case
  when strpos(document_url, '://') > 0 then split_part(document_url, '/', 1) || split_part(document_url, '/', 3)
  else split_part(document_url, '/', 1)
end
order by 2 desc, 1
limit $1`,
    [MOST_ORIGINS],
  )
  return rows.map((row) => ({ example: row.example, records: Number(row.records) }))
}

interface ActivityRow {
  year: number | null
  month: number | null
  weekday: number | null
  hour: number | null
  kind: number
  records: string
}

/** Documents alone: folders and what was deleted say nothing about when people work. */
async function readActivity(sql: Sql): Promise<ActivityFacts> {
  const rows = await sql.rows<ActivityRow>(`
select
  extract(year from created)::int as year,
  extract(month from created)::int as month,
  extract(isodow from created)::int as weekday,
  extract(hour from created)::int as hour,
  grouping(extract(month from created)::int, extract(isodow from created)::int, extract(hour from created)::int) as kind,
  count(*) as records
from (
  select org_created_at at time zone 'UTC' as created
  from file_records
  where coalesce(out_of_scope_reason, '') not in ('folder', 'deleted')
) as documents
group by grouping sets (
  (extract(year from created)::int, extract(month from created)::int),
  (extract(isodow from created)::int),
  (extract(hour from created)::int))`)
  const dated = rows.filter((row) => (row.month ?? row.weekday ?? row.hour) !== null)
  const undated = rows.find((row) => row.kind === MONTHS && row.month === null)
  return {
    months: dated.flatMap(({ year, month, records }) =>
      year !== null && month !== null ? [{ year, month, records: Number(records) }] : [],
    ),
    weekdays: countsBy(dated, 'weekday'),
    hours: countsBy(dated, 'hour'),
    undated: Number(undated?.records ?? 0),
  }
}

/** The bits that `grouping` sets for the columns a set leaves out: weekday and hour. */
const MONTHS = 0b011

function countsBy(rows: readonly ActivityRow[], column: 'weekday' | 'hour'): Map<number, number> {
  return new Map(rows.flatMap((row) => (row[column] === null ? [] : [[row[column], Number(row.records)]])))
}
