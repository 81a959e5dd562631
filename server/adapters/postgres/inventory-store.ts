import { Run } from '../../../db/entities/run.ts'
import type { QueryPosition } from '../../ports/salesforce-org.ts'
import type { InventoryStore } from '../../ports/tracking/inventory.ts'
import type { Database, Transaction } from './client.ts'
import { lockRecords } from './sql/lock-records.ts'
import { upsertAccounts } from './sql/upsert-accounts.ts'
import { upsertEntries } from './sql/upsert-entries.ts'

/** Held while a page is written: two inventories that first see a record at once would both add it. */
const INVENTORY_LOCK = 7_355_608_002

/** Writing what the org showed. */
export function inventoryStore(database: Database): InventoryStore {
  return {
    recordEntryPage: (page) =>
      database.transaction(async (tx) => {
        const { entries } = page
        const recordIds = entries.map((entry) => entry.recordId)
        await tx.rows('select pg_advisory_xact_lock($1)', [INVENTORY_LOCK])
        const runNumber = await savePosition(tx, page.runId, page.next)
        await upsertAccounts(tx, entries)
        await lockRecords(tx, recordIds)
        return await upsertEntries(tx, { ...page, entries, runNumber })
      }),

    readInventoryProgress: (runId) =>
      database.entities(async (em) => {
        const run = await em.findOneOrFail(Run, { id: runId })
        return { position: run.queryPosition ?? null, watermark: run.watermark ?? null }
      }),

    async recordWatermark(runId, watermark) {
      const [row] = await database.rows<{ watermark: string }>(
        'update runs set watermark = coalesce(watermark, $2) where id = $1 returning watermark',
        [runId, watermark],
      )
      return row ? new Date(row.watermark) : watermark
    },

    // Reads the whole table, once per full inventory; an index on the run would cost more at every page.
    async markUnseenAsDeleted(runId, at) {
      const [row] = await database.rows<{ count: string }>(
        `with unseen as (
           update file_records set out_of_scope_reason = 'deleted', observed_at = $2
           where seen_in_run_number < (select number from runs where id = $1)
             and out_of_scope_reason is distinct from 'deleted'
           returning 1
         )
         select count(*) from unseen`,
        [runId, at],
      )
      return Number(row?.count ?? 0)
    },

    async recordEntryCount(runId, { inOrg, inLedger, countedAt }) {
      await database.rows(
        `insert into entry_counts (run_id, in_org, in_ledger, counted_at) values ($1, $2, $3, $4)
         on conflict (run_id) do update
         set in_org = excluded.in_org, in_ledger = excluded.in_ledger, counted_at = excluded.counted_at`,
        [runId, inOrg, inLedger, countedAt],
      )
    },

    lastWatermark: () =>
      database.entities(async (em) => {
        const succeeded = {
          operation: 'inventory',
          state: 'succeeded',
          isDryRun: false,
          watermark: { $ne: null },
        } as const
        const run = await em.findOne(Run, succeeded, { orderBy: { number: 'desc' } })
        return run?.watermark ?? undefined
      }),
  }
}

/** Stores where reading goes on, in the transaction of the page itself. Returns the number of the run. */
async function savePosition(tx: Transaction, runId: string, next: QueryPosition | null): Promise<number> {
  const [row] = await tx.rows<{ number: string }>(
    'update runs set query_position = $2 where id = $1 returning number',
    [runId, next === null ? null : JSON.stringify(next)],
  )
  return Number(row?.number)
}
