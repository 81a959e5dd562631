import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DriftKind } from '../../server/domain/drift/drift.ts'
import { startWorker, type Worker } from '../../server/jobs/worker.ts'
import { scheduleCatchUp } from '../../server/operations/schedule-catch-up.ts'
import { openTestInstallation, type RunEnd, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const VERSIONS = { SALESFORCE_VERSION_OBJECT: 'DocListEntryVersion__c' }
const HOUR_MS = 3_600_000

/** What moves before and after the switch, in the order in which it may happen: each test goes on from the one before. */
describe('catch-up', () => {
  let doclift: TestInstallation
  let worker: Worker
  let unborn: string
  let ids: string[]

  beforeAll(async () => {
    doclift = await openTestInstallation({
      sandbox: { records: 300 },
      settings: { ...VERSIONS, COLLECTIONS_UP_TO: '0', SWITCH_BATCH: '40' },
      hasWorker: false,
    })
    // Every time that counts is the org's or the database's, so a worker whose clock is hours ahead finds the same.
    const { context } = doclift
    const clock = { ...context.ports.clock, now: () => new Date(Date.now() + 5 * HOUR_MS) }
    worker = await startWorker({ ...context, ports: { ...context.ports, clock } })
  })
  afterAll(async () => {
    await worker.stop(5_000)
    await doclift.dispose()
  })

  const control = () => doclift.sandbox.control
  const ledger = () => doclift.context.ports.tracking
  const state = async (recordId: string) => (await ledger().getRecord(recordId))?.state
  const rows = <Row extends object>(sql: string) => runSql<Row>(doclift.ownerUrl, sql)

  async function catchUp(): Promise<RunEnd> {
    const end = await doclift.perform('catch_up')
    expect(end.run).toMatchObject({ state: 'succeeded', stopCode: null })
    return end
  }

  async function openFindings(recordId: string): Promise<DriftKind[]> {
    const { items } = await ledger().listDrift({ limit: 50, recordId })
    return items.map((finding) => finding.kind).toSorted()
  }

  async function idsOf(word: 'verified' | 'confirmed'): Promise<string[]> {
    return (await ledger().listRecords({ limit: 200, state: word })).items.map((record) => record.recordId)
  }

  test('before the first inventory it is refused, by name', async () => {
    await expect(doclift.perform('catch_up')).rejects.toMatchObject({
      code: 'run.no-inventory',
      message: expect.stringContaining('Run an inventory first'),
    })
  })

  test('with nothing changed it costs at most ten requests to Salesforce and none to the store or the vendor', async () => {
    unborn = await anyDocument()
    await control().deleteRecord(unborn)
    await doclift.perform('inventory')
    await doclift.perform('back_up')
    await catchUp()
    const requests = { store: await doclift.sandbox.store.requests(), vendor: await doclift.sandbox.vendor.totals() }
    await control().resetApiCalls()
    const { run } = await catchUp()
    expect(await control().apiCalls()).toBeLessThanOrEqual(10)
    expect(await doclift.sandbox.store.requests()).toBe(requests.store)
    expect(await doclift.sandbox.vendor.totals()).toEqual(requests.vendor)
    expect(await ledger().entriesOf(run.id)).toMatchObject({ added: 0, changed: 0, deleted: 0 })
    expect(await ledger().countDrift()).toEqual({})
    ids = await idsOf('verified')
  })

  test('each thing that moves before the switch is found, once, and the next back-up copies what it must', async () => {
    const [renamed = '', moved = '', relinked = '', foreign = '', versioned = '', gone = ''] = ids
    const account = (await ledger().listAccounts({ limit: 200 })).items.at(-1)?.accountId ?? ''
    const newUrl = await control().uploadNewVersion(relinked, { hasNewUrl: true })
    await control().uploadNewVersion(versioned)
    await control().editRecord(renamed, { Name: 'renamed.pdf' })
    await control().editRecord(moved, { Account__c: account })
    await control().editRecord(foreign, { Document__c: 'https://intranet.example/x' })
    await control().deleteRecord(gone, { minutesAgo: 2 })
    await control().undeleteRecord(unborn)
    const dryRun = await doclift.perform('catch_up', { isDryRun: true })
    expect(dryRun.run.state).toBe('succeeded')
    expect(dryRun.counts.planned + dryRun.counts.leftOut).toBe(5)
    expect(await ledger().countDrift()).toEqual({})

    const { run } = await catchUp()
    expect(await ledger().entriesOf(run.id)).toMatchObject({ added: 1, changed: 6, deleted: 1 })
    expect(await openFindings(renamed)).toEqual(['renamed'])
    expect(await openFindings(moved)).toEqual(['moved-account'])
    expect(await openFindings(relinked)).toEqual(['new-vendor-url', 'newer-version'])
    expect(await openFindings(foreign)).toEqual(['changed-by-others'])
    expect(await openFindings(versioned)).toEqual(['newer-version'])
    expect(await openFindings(gone)).toEqual(['deleted'])
    expect(await openFindings(unborn)).toEqual(['new-record'])
    expect(await Promise.all([state(relinked), state(versioned), state(unborn)])).toEqual([
      'changed',
      'changed',
      'discovered',
    ])
    const before = await ledger().countDrift()
    await catchUp()
    expect(await ledger().countDrift()).toEqual(before)

    await doclift.perform('back_up')
    for (const recordId of [relinked, versioned, unborn]) {
      expect(await openFindings(recordId)).toEqual([])
      const expected = await control().expectedDocument(recordId)
      const checksum = { algorithm: 'sha256', value: expected?.sha256 }
      expect(await ledger().getRecord(recordId)).toMatchObject({ state: 'verified', checksum })
    }
    expect((await ledger().getRecord(relinked))?.documentUrl).toBe(newUrl)
    await control().undeleteRecord(gone)
    await catchUp()
    expect([await state(gone), await openFindings(gone)]).toEqual(['verified', []])
  })

  test('what changes after the approval is withdrawn from the switch, and nothing is added to it', async () => {
    ids = await idsOf('verified')
    const planned = await doclift.perform('switch')
    await control().fault({ name: 'hold-jobs' })
    await doclift.services.approveRun(planned.run.id, planned.run.planHash ?? '', doclift.actor)
    await until(async () => (await rows('select from ingest_jobs')).length > 0)
    const [relinked = '', identified = '', gone = '', edited = ''] = await lastPlanned(planned.run.id)
    await control().editRecord(relinked, { Document__c: 'https://intranet.example/y' })
    await control().editRecord(identified, { Identifier__c: 'another' })
    await control().deleteRecord(gone, { minutesAgo: 2 })
    await catchUp()
    await control().editRecord(edited, { Document__c: 'https://intranet.example/z' })
    await control().clearFaults()
    const { counts } = await doclift.follow(planned.run.id)
    expect(counts.planned).toBe(planned.counts.planned)
    expect(counts.outcomes).toMatchObject({ done: counts.planned - 4, withdrawn: 3, conflicted: 1 })
    expect(await control().writesOf(identified)).toEqual([])
    expect((await control().writesOf(relinked)).map((write) => write.value)).toEqual(['https://intranet.example/y'])
    expect(await control().readRecord(edited)).toMatchObject({ Document__c: 'https://intranet.example/z' })
  })

  test('our own writes of the switch and of a rollback are recognised', async () => {
    const before = await ledger().countDrift()
    const afterSwitch = await catchUp()
    expect(await ledger().entriesOf(afterSwitch.run.id)).toMatchObject({ added: 0, changed: 0, deleted: 0 })
    ids = await idsOf('confirmed')
    const rolledBack = ids.pop() ?? ''
    const { run } = await doclift.services.rollback.rollBackRecord(rolledBack, doclift.actor)
    await doclift.follow(run.id)
    const afterRollback = await catchUp()
    expect(await ledger().entriesOf(afterRollback.run.id)).toMatchObject({ added: 0, changed: 0, deleted: 0 })
    expect(await state(rolledBack)).toBe('rolled_back')
    expect(await ledger().countDrift()).toEqual(before)
  })

  test('each thing that moves after the switch is drift and is left as it is', async () => {
    const [reverted = '', relinked = '', foreign = '', versioned = ''] = ids
    const original = (await ledger().getRecord(reverted))?.firstSeenUrl ?? null
    await control().editRecord(reverted, { Document__c: original })
    const newUrl = await control().uploadNewVersion(relinked, { hasNewUrl: true })
    await control().editRecord(foreign, { Document__c: 'https://intranet.example/x' })
    await control().uploadNewVersion(versioned)
    await catchUp()
    expect(await openFindings(reverted)).toEqual(['reverted'])
    expect(await openFindings(relinked)).toEqual(['new-vendor-url', 'newer-version'])
    expect(await openFindings(foreign)).toEqual(['changed-by-others'])
    expect(await openFindings(versioned)).toEqual(['newer-version'])
    for (const recordId of [reverted, relinked, foreign]) expect(await state(recordId)).toBe('conflicted')
    await doclift.perform('back_up')
    const next = await doclift.perform('switch')
    const items = await rows<{ record_id: string }>(
      `select record_id from run_items where run_id = '${next.run.id}' and left_out_reason is null`,
    )
    expect(items.map((item) => item.record_id)).toEqual([versioned])
    expect(await openFindings(versioned)).toEqual(['newer-version'])
    await doclift.approve(next.run.id)
    expect(await openFindings(versioned)).toEqual([])
    expect(await control().readRecord(relinked)).toMatchObject({ Document__c: newUrl })
    expect(await openFindings(reverted)).toEqual(['reverted'])
    expect(await openFindings(relinked)).toContain('new-vendor-url')
  })

  test.for([
    { name: 'reaches further back than the org remembers deletions', days: 40, limits: {} },
    { name: 'holds more deletions than one answer', days: 0, limits: { mostIds: 0 } },
  ])('a window that $name is swept by ids', async ({ days, limits }) => {
    const gone = ids.pop() ?? ''
    await control().limitDeleteLog(limits)
    await rows(`update runs set watermark = watermark - interval '${days} days' where watermark is not null`)
    await control().deleteRecord(gone, { minutesAgo: 2 })
    const { run } = await catchUp()
    expect(await ledger().entriesOf(run.id)).toMatchObject({ deleted: 1 })
    expect(await openFindings(gone)).toEqual(['deleted'])
    await control().limitDeleteLog({ mostIds: 600_000 })
  })

  test('an edit while ids are swept is found by the same run', async () => {
    const edited = ids.pop() ?? ''
    await control().limitDeleteLog({ earliestMs: Date.now() + HOUR_MS })
    await control().fault({ name: 'hold-jobs' })
    const request = {
      operation: 'catch_up' as const,
      scope: { kind: 'everything' as const },
      isDryRun: false,
      limits: {},
    }
    const { run } = await doclift.services.planRun(request, doclift.actor)
    await until(async () => (await ledger().readCatchUpProgress(run.id))?.position?.reads === 'ids')
    await control().editRecord(edited, { Name: 'edited-meanwhile.pdf' })
    const halted = await doclift.services.haltRun(run.id, doclift.actor)
    expect(halted.state).toBe('halted')
    await control().clearFaults()
    await doclift.services.resumeRun(run.id, doclift.actor)
    expect((await doclift.follow(run.id)).run.state).toBe('succeeded')
    expect(await openFindings(edited)).toEqual(['renamed'])
    await control().limitDeleteLog({ earliestMs: null })
  })

  test('the schedule makes one run at a time, as the service, and not more often than it should', async () => {
    const settings = {
      ...doclift.context.settings,
      changeable: { ...doclift.context.settings.changeable, catchUpEveryMinutes: 30 },
    }
    const context = { ...doclift.context, settings }
    const made = await Promise.all([1, 2, 3].map(() => scheduleCatchUp(context)))
    expect(made.filter((isMade) => isMade)).toHaveLength(1)
    const { items } = await ledger().listRuns({ limit: 1, operation: 'catch_up' })
    expect(items[0]).toMatchObject({ createdBy: 'doclift' })
    expect((await doclift.follow(items[0]?.id ?? '')).run.state).toBe('succeeded')
    expect(await scheduleCatchUp(context)).toBe(false)
    expect(await scheduleCatchUp(doclift.context)).toBe(false)
  })

  async function anyDocument(): Promise<string> {
    for await (const page of doclift.context.ports.org.readAllEntries({})) {
      const entry = page.entries.find(({ identifier, accountId }) => identifier !== null && accountId !== null)
      if (entry) return entry.recordId
    }
    throw new Error('The org shows no document.')
  }

  /** Planned records that are written last. */
  async function lastPlanned(runId: string): Promise<string[]> {
    const planned = await rows<{ record_id: string }>(
      `select record_id from run_items where run_id = '${runId}' and left_out_reason is null
       order by account_id desc, record_id desc limit 4`,
    )
    return planned.map((item) => item.record_id)
  }
})

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await wait(20)
}
