import { Run } from '../../../db/entities/run.ts'
import type { InventoryStore } from '../../ports/tracking/inventory.ts'
import type { Database } from './client.ts'
import { countEntries } from './sql/count-entries.ts'
import { lockRecords } from './sql/lock-records.ts'
import { markUnseen } from './sql/mark-deleted.ts'
import { savePosition } from './sql/save-position.ts'
import { upsertAccounts } from './sql/upsert-accounts.ts'
import { upsertEntries } from './sql/upsert-entries.ts'

/** Held while a page is written: two runs that first see a record at once would both add it. */
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
        const counts = await upsertEntries(tx, { ...page, entries, runNumber })
        await countEntries(tx, page.runId, {
          read: entries.length,
          added: counts.isNewCount,
          changed: counts.changedCount,
        })
        return counts
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

    markUnseenAsDeleted: (runId, at) =>
      database.transaction(async (tx) => {
        const deleted = await markUnseen(tx, runId, at)
        await countEntries(tx, runId, { deleted })
        return deleted
      }),

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
        const run = await em.findOne(
          Run,
          {
            operation: { $in: ['inventory', 'catch_up'] },
            state: 'succeeded',
            isDryRun: false,
            watermark: { $ne: null },
          },
          { orderBy: { watermark: 'desc' } },
        )
        return run?.watermark ?? undefined
      }),
  }
}
