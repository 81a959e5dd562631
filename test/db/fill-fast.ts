import pg from 'pg'
import { fillLedger } from '../../scripts/bench/filling/fill-ledger.ts'
import type { TestDatabase } from '../support/cluster.ts'

/**
 * Fills an empty, migrated database as the benchmark does (scripts/bench/filling), in a fraction of the time: without triggers
 * and a log of writes, with the indexes made at the end, and with counters that are counted once.
 * @param adminUrl of a superuser, who alone may leave out triggers
 */
export async function fillFast({ appUrl }: TestDatabase, adminUrl: string, records: number): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    for (const table of LARGE_TABLES) await client.query(`alter table ${table} set unlogged`)
    const { rows } = await client.query<{ name: string; definition: string }>(SECONDARY_INDEXES, [LARGE_TABLES])
    for (const { name } of rows) await client.query(`drop index ${name}`)
    const signal = new AbortController().signal
    // A plan is complete only with the items that were counted.
    const beforeActiveRun = async (filling: pg.Client) => void (await filling.query(WITH_TRIGGERS))
    const options = { ownerUrl: withoutTriggers(adminUrl), appUrl, records, say: () => {}, signal, beforeActiveRun }
    await fillLedger(options)
    await client.query(`set maintenance_work_mem = '256MB'`)
    for (const { definition } of rows) await client.query(definition)
    for (const statement of COUNT) await client.query(statement)
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}

function withoutTriggers(url: string): string {
  const changed = new URL(url)
  changed.searchParams.set('options', '-c session_replication_role=replica')
  return changed.href
}

const WITH_TRIGGERS = 'set session_replication_role = origin'

const LARGE_TABLES = ['file_records', 'run_items', 'record_history']

/** Of the large tables, without those that hold a constraint. */
const SECONDARY_INDEXES = `
select index.relname as name, pg_get_indexdef(index.oid) as definition
from pg_index
join pg_class as index on index.oid = pg_index.indexrelid
where pg_index.indrelid = any($1::regclass[])
  and not exists (select from pg_constraint where conindid = index.oid)`

/** What the triggers would have counted, as far as lists and totals read it. */
const COUNT = [
  'truncate counters, counter_deltas',
  `insert into counters (subject, counter, value)
   select 'account:' || account_id, coalesce(word, 'out:' || out_of_scope_reason), count(*)
   from file_records where account_id is not null group by 1, 2`,
  `insert into counters (subject, counter, value)
   select 'all', coalesce(word, 'out:' || out_of_scope_reason), count(*) from file_records group by 2`,
  `insert into counters (subject, counter, value)
   select 'run:' || run_id, case when left_out_reason is null then coalesce(outcome, 'pending') else 'left_out' end, count(*)
   from run_items group by 1, 2`,
  `insert into counters (subject, counter, value)
   select 'hour:' || to_char(hour at time zone 'UTC', 'YYYY-MM-DD"T"HH24:00:00"Z"'), 'back_up:done', 1000
   from generate_series(date_trunc('hour', now()) - interval '90 days', now(), interval '1 hour') as hour`,
  `insert into counters (subject, counter, value) select 'accounts', 'known', count(*) from accounts`,
  `update accounts set
     record_count = (select count(*) from file_records as record
       where coalesce(record.account_id, '') = accounts.account_id and word is not null),
     attention_count = length(account_id) % 3,
     last_activity_at = now()`,
]
