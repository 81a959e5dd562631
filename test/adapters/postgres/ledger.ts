import { inject, onTestFinished } from 'vitest'
import { uuidIds } from '../../../server/adapters/clock/uuid-ids.ts'
import { openTrackingStore, type PostgresTrackingStore } from '../../../server/adapters/postgres/tracking-store.ts'
import { toRecordId18 } from '../../../server/domain/org/record-id.ts'
import { type AccountItems, cutBatches } from '../../../server/domain/run/batches.ts'
import type { ItemOutcome, Operation, Run, Scope } from '../../../server/domain/run/run.ts'
import type { CopyResult, HeldBatch } from '../../../server/ports/tracking/batches.ts'
import type { ClassifiedEntry } from '../../../server/ports/tracking/inventory.ts'
import type { IdempotencyBinding, PlanItem } from '../../../server/ports/tracking/runs.ts'
import { createTestDatabase } from '../../support/database.ts'
import { runSql } from '../../support/sql.ts'

/** Times in the tests of the ledger: whole seconds from here on. */
export const START = new Date('2026-03-01T08:00:00.000Z')
export const at = (seconds: number) => new Date(START.getTime() + seconds * 1_000)

export const ACTOR = { id: 'cli:tester@host', role: 'admin' } as const
export const PLAN_HASH = 'a'.repeat(64)
const ids = uuidIds({ now: () => new Date() })
export const nextId = () => ids.next()

/** The n-th record id and Account id of the tests; in the order of n. */
export const recordId = (n: number) => toRecordId18(`a1cKx${String(n).padStart(10, '0')}`) as string
export const accountId = (n: number) => toRecordId18(`001Kx${String(n).padStart(10, '0')}`) as string
export const vendorUrl = (n: number) => `https://vendor.example/bucket/document-${n}.pdf`
export const newUrl = (n: number) => `https://files.example/${recordId(n)}/document-${n}.pdf`

/** An entry in scope, one Account for every ten records. */
export function entry(n: number, change: Partial<ClassifiedEntry> = {}): ClassifiedEntry {
  const account = Math.floor(n / 10)
  return {
    recordId: recordId(n),
    accountId: accountId(account),
    accountName: `Account ${account}`,
    name: `document-${n}.pdf`,
    documentUrl: vendorUrl(n),
    identifier: `identifier-${n}`,
    type: 'Document',
    createdAt: '2026-01-15T09:30:00.000Z',
    systemModstamp: '2026-02-01T00:00:00.000Z',
    outOfScopeReason: null,
    isVendorUrl: true,
    ...change,
  }
}

export const entries = (count: number) => Array.from({ length: count }, (_, n) => entry(n))

export interface Ledger extends PostgresTrackingStore {
  appUrl: string
  ownerUrl: string
  /** Rows as the owner sees them. */
  sql<Row extends object = Record<string, unknown>>(statement: string, parameters?: unknown[]): Promise<Row[]>
  /** Ends every connection of the application, as a restart of the server does. */
  cutConnections(): Promise<unknown>
  /** Refuses the application, as a server that is away does, or lets it in again. */
  setAway(isAway: boolean): Promise<unknown>
  create(operation: Operation, scope?: Scope, idempotency?: IdempotencyBinding): Promise<Run>
  /** One inventory run with one page. */
  discover(page: readonly ClassifiedEntry[], atSeconds?: number): Promise<Run>
  /** A run with these items planned, ready to start. */
  plan(operation: Operation, items: readonly PlanItem[], itemsPerBatch?: number): Promise<Run>
  /** The same, started and running. */
  begin(operation: Operation, items: readonly PlanItem[], itemsPerBatch?: number): Promise<Run>
  /** Claims the n-th batch of a run, from 1. */
  claim(run: Run, number?: number): Promise<HeldBatch>
  /** Backs up records as if their objects had been copied. */
  verify(...numbers: number[]): Promise<void>
  /** Switches verified records and reads them back. */
  switch(...numbers: number[]): Promise<Run>
}

/** A ledger of its own for one test, closed and deleted at its end. */
export async function openLedger(): Promise<Ledger> {
  const database = await createTestDatabase()
  const store = await openTrackingStore({ url: database.appUrl, ids, maxConnections: 8 })
  onTestFinished(async () => {
    await store.close()
    await database.drop()
  })
  const create = async (
    operation: Operation,
    scope: Scope = { kind: 'everything' },
    idempotency?: IdempotencyBinding,
  ) => {
    const request = { operation, scope, isDryRun: false, limits: {}, profile: 'testing', settingsFingerprint: 'f' }
    return (await store.createRun({ id: nextId(), ...request }, ACTOR, START, idempotency)).run
  }
  const plan = async (operation: Operation, items: readonly PlanItem[], itemsPerBatch = 1_000) => {
    const run = await create(operation)
    await store.addPlanItems(run.id, items)
    const accounts: AccountItems[] = await store.plannedAccounts(run.id)
    const parts = cutBatches(accounts, itemsPerBatch)
    await store.completePlan(run.id, { planHash: PLAN_HASH, parts, at: START })
    return run
  }
  const begin = async (operation: Operation, items: readonly PlanItem[], itemsPerBatch?: number) => {
    const run = await plan(operation, items, itemsPerBatch)
    await store.startRun(startOf(run))
    await store.markRunning(run.id, START)
    return run
  }
  const claim = async (run: Run, number = 1) => {
    const batch = (await store.batchesOf(run.id)).find((one) => one.number === number)
    return (await store.claimBatch(batch?.batchId ?? '', null)) as HeldBatch
  }
  return {
    ...store,
    appUrl: database.appUrl,
    ownerUrl: database.ownerUrl,
    sql: (statement, parameters) => runSql(database.ownerUrl, statement, parameters),
    cutConnections: () => runSql(inject('testCluster').adminUrl, CUT_CONNECTIONS, [database.name]),
    setAway: (isAway) =>
      runSql(inject('testCluster').adminUrl, `alter database ${database.name} connection limit ${isAway ? 0 : -1}`),
    create,
    plan,
    begin,
    claim,
    async discover(page, atSeconds = 0) {
      const run = await create('inventory')
      await store.recordEntryPage({
        runId: run.id,
        entries: page,
        next: null,
        maxFileSizeBytes: 1_000_000,
        actorId: 'doclift',
        at: at(atSeconds),
      })
      return run
    },
    async verify(...numbers) {
      const run = await begin(
        'back_up',
        numbers.map((n) => planItem(n)),
      )
      const held = await claim(run)
      await store.recordCopies(held, numbers.map(verifiedCopy), START)
      await store.finishBatch(held, START)
      await store.endRun(run.id, 'succeeded', START)
    },
    async switch(...numbers) {
      const run = await begin(
        'switch',
        numbers.map((n) => planItem(n, { targetUrl: newUrl(n) })),
      )
      const held = await claim(run)
      const recordIds = numbers.map(recordId)
      await store.recordIntents(held, recordIds, at(1))
      await store.recordSent(held, recordIds, { readAt: at(1), sentAt: at(2), ingestJobId: null })
      await store.recordOutcomes(
        held,
        numbers.map((n) => written(n)),
        at(3),
      )
      await store.finishBatch(held, at(3))
      await store.endRun(run.id, 'succeeded', at(4))
      return run
    },
  }
}

const CUT_CONNECTIONS = `
select pg_terminate_backend(pid) from pg_stat_activity where datname = ? and usename = 'doclift_app'`

export function startOf(run: Run, takesOwnership = true) {
  return { runId: run.id, planHash: PLAN_HASH, actor: ACTOR, at: START, takesOwnership, judge: () => null }
}

/** A line of a plan for the n-th record. */
export function planItem(n: number, change: Partial<PlanItem> = {}): PlanItem {
  const account = Math.floor(n / 10)
  const urls = { expectedUrl: vendorUrl(n), targetUrl: null, leftOutReason: null }
  return { recordId: recordId(n), accountId: accountId(account), ...urls, ...change }
}

export function verifiedCopy(n: number): Extract<CopyResult, { result: 'verified' }> {
  return {
    recordId: recordId(n),
    result: 'verified',
    sourceFingerprint: `etag-${n} 1000`,
    objectKey: `doclift/document-${n}.pdf`,
    etag: `etag-${n}`,
    versionId: null,
    sizeBytes: 1_000,
    contentType: 'application/pdf',
    checksum: { algorithm: 'sha256', value: 'b'.repeat(64) },
    attestation: 'sha256',
  }
}

/** The write of the n-th record reached the org and was read back. */
export function written(n: number, outcome: ItemOutcome = 'done') {
  const value = {
    url: newUrl(n),
    kind: 'written',
    byUserId: '005Kx0000000001AAA',
    modifiedAt: at(2).toISOString(),
  } as const
  return { recordId: recordId(n), outcome, code: null, sentence: null, urlState: 'confirmed', value } as const
}
