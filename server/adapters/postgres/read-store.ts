import type { EntityManager } from '@mikro-orm/postgresql'
import { Run as RunEntity } from '../../../db/entities/run.ts'
import { ACCOUNT_FILTERS, needsAttentionOf } from '../../domain/overview/account-filters.ts'
import { isUnfinished, type Operation, RUN_STATES } from '../../domain/run/run.ts'
import type { ReadStore } from '../../ports/tracking/reads.ts'
import type { Database } from './client.ts'
import { toRun } from './run-rows.ts'
import { type AccountRow, getAccountRow, keyOfAccount, listAccountRows } from './sql/list-accounts.ts'
import { countOpenDrift } from './sql/list-drift.ts'
import { listHealings } from './sql/list-healings.ts'
import { listHistory } from './sql/list-history.ts'
import { listItemRows, type RunItemRow, toRunItemView } from './sql/list-items.ts'
import { getRecordRow, listRecordRows, toRecordView } from './sql/list-records.ts'
import { readEntryCount } from './sql/read-entry-count.ts'
import { readNextQuestion } from './sql/read-next-question.ts'
import { readRunHistory } from './sql/read-run-history.ts'
import { ACCOUNTS, ALL_RECORDS, readTotals, recordsOf, type Totals } from './sql/read-totals.ts'
import { toRecordTotals } from './totals.ts'
import { pageOf } from './values.ts'

type Overviews = Pick<ReadStore, 'readOverview' | 'listAccounts' | 'getAccount'>
type Records = Pick<ReadStore, 'listRecords' | 'getRecord' | 'historyOf' | 'healingsOf'>
type Runs = Pick<ReadStore, 'listRuns' | 'runHistoryOf' | 'listRunItems'>

const UNFINISHED_STATES = RUN_STATES.filter(isUnfinished)

/** What people and automations look at. Totals come from counters; lists page over immutable keys. */
export function readStore(database: Database): ReadStore {
  return { ...overviews(database), ...records(database), ...runs(database) }
}

function overviews(database: Database): Overviews {
  return {
    async readOverview() {
      const totals = await readTotals(database, [ALL_RECORDS, ACCOUNTS])
      const entryCount = await readEntryCount(database)
      const drift = await countOpenDrift(database)
      const nextQuestionAt = await readNextQuestion(database)
      return await database.entities(async (em) => {
        const unfinished = await em.find(
          RunEntity,
          { state: { $in: UNFINISHED_STATES } },
          { orderBy: { number: 'asc' } },
        )
        return {
          ...toRecordTotals(totals.get(ALL_RECORDS) ?? {}),
          accounts: totals.get(ACCOUNTS)?.known ?? 0,
          unfinishedRuns: unfinished.map(toRun),
          entryCount,
          lastInventoryAt: await lastEndOf(em, 'inventory'),
          lastCatchUpAt: await lastEndOf(em, 'catch_up'),
          nextQuestionAt,
          drift,
        }
      })
    },

    async listAccounts({ filter, ...options }) {
      const states = filter && ACCOUNT_FILTERS[filter]
      const accounts = await listAccountRows(database, { ...options, states })
      const totals = await readTotals(
        database,
        accounts.map((account) => recordsOf(account.accountId)),
      )
      return pageOf(accounts, options.limit, keyOfAccount, (account) => toAccountView(account, totals))
    },

    async getAccount(accountId) {
      const account = await getAccountRow(database, accountId)
      return account ? toAccountView(account, await readTotals(database, [recordsOf(accountId)])) : undefined
    },
  }
}

function toAccountView({ accountId, name, lastActivityAt }: AccountRow, totals: ReadonlyMap<string, Totals>) {
  const records = toRecordTotals(totals.get(recordsOf(accountId)) ?? {})
  return { accountId, name, ...records, needsAttention: needsAttentionOf(records.byState), lastActivityAt }
}

/** When the last run of an operation that was no dry run succeeded. */
async function lastEndOf(em: EntityManager, operation: Operation): Promise<string | null> {
  const succeeded = { operation, state: 'succeeded', isDryRun: false } as const
  const run = await em.findOne(RunEntity, succeeded, { orderBy: { number: 'desc' } })
  return run?.endedAt?.toISOString() ?? null
}

function records(database: Database): Records {
  return {
    async listRecords(options) {
      return pageOf(await listRecordRows(database, options), options.limit, (row) => row.recordId, toRecordView)
    },
    async getRecord(recordId) {
      const row = await getRecordRow(database, recordId)
      return row ? toRecordView(row) : undefined
    },
    historyOf: (recordId) => listHistory(database, recordId),
    healingsOf: (recordId) => listHealings(database, recordId),
  }
}

function runs(database: Database): Runs {
  return {
    listRuns: ({ limit, after, operation, state }) =>
      database.entities(async (em) => {
        const where = {
          ...(after === undefined ? {} : { number: { $lt: Number(after) } }),
          ...(operation ? { operation } : {}),
          ...(state ? { state } : {}),
        }
        const rows = await em.find(RunEntity, where, { orderBy: { number: 'desc' }, limit: limit + 1 })
        return pageOf(rows, limit, (row) => String(row.number), toRun)
      }),
    runHistoryOf: (runId) => readRunHistory(database, runId),
    async listRunItems(runId, options) {
      const rows = await listItemRows(database, runId, options)
      return pageOf(rows, options.limit, (row: RunItemRow) => row.recordId, toRunItemView)
    },
  }
}
