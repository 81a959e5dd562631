import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkIndependently } from '../../scripts/demo/check.ts'
import {
  openTestInstallation,
  type RunEnd,
  type TestInstallation,
  WITH_DOCUMENTS_IN_PARTS,
} from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

/** Both phases in the order in which an admin does them, on one installation: each test is the next step of the story. */
describe('the main job', () => {
  let doclift: TestInstallation
  let backUp: RunEnd
  let planned: RunEnd
  let editedId: string

  beforeAll(async () => {
    doclift = await openTestInstallation({
      sandbox: { records: 400, ...WITH_DOCUMENTS_IN_PARTS },
      settings: { COLLECTIONS_UP_TO: '5' },
    })
  })
  afterAll(() => doclift.dispose())

  const ledger = () => doclift.context.ports.tracking
  const firstWith = async (state: 'verified' | 'confirmed') =>
    (await ledger().listRecords({ limit: 1, state })).items[0]?.recordId ?? ''

  test('the inventory holds one row for every entry, in scope or with its reason', async () => {
    const { run } = await doclift.perform('inventory')
    expect(run).toMatchObject({ state: 'succeeded', stopCode: null })
    const { total, byState, outOfScope } = await ledger().readOverview()
    expect(total).toBe(400)
    expect(sum(byState) + sum(outOfScope)).toBe(400)
    expect(Object.keys(outOfScope).toSorted()).toEqual(['folder', 'foreign-host', 'no-account', 'no-url'])
  })

  test('a second inventory of the same org changes nothing', async () => {
    const before = await ledger().readOverview()
    await doclift.perform('inventory')
    const { lastInventoryAt: _, ...after } = await ledger().readOverview()
    expect(after).toEqual({ ...after, total: before.total, byState: before.byState, outOfScope: before.outOfScope })
  })

  test('a back-up of one Account touches that Account alone', async () => {
    const account = (await ledger().listAccounts({ limit: 1 })).items[0]
    const accountIds = [account?.accountId ?? '']
    await doclift.perform('back_up', { scope: { kind: 'accounts', accountIds } })
    const copied = await rows(`select distinct account_id from file_records where copy_state <> 'discovered'`)
    expect(copied).toEqual([{ account_id: accountIds[0] }])
  })

  test('a back-up of the first three records copies three', async () => {
    const { counts } = await doclift.perform('back_up', { firstRecords: 3 })
    expect(counts.planned).toBe(3)
  })

  test('a back-up copies everything that can be copied and names the rest', async () => {
    backUp = await doclift.perform('back_up')
    expect(backUp.counts.pending).toBe(0)
    const { byState } = await ledger().readOverview()
    expect(byState.discovered ?? 0).toBe(0)
    expect(byState.verified).toBeGreaterThan(0.95 * sum(byState))
    const failures = await rows(`select failure_code from file_records where word in ('failed','missing','restoring')`)
    expect(failures.length).toBe(sum(byState) - (byState.verified ?? 0))
    for (const { failure_code } of failures) expect(failure_code).toMatch(/^source\./)
  })

  test('invariant 1: phase 1 never writes to Salesforce', async () => {
    const entries = await rows('select record_id from file_records')
    for (const { record_id } of entries) expect(await doclift.sandbox.control.writesOf(String(record_id))).toEqual([])
  })

  test('a second back-up copies nothing again', async () => {
    const { puts } = await doclift.sandbox.store.totals()
    const again = await doclift.perform('back_up')
    expect(again.counts.outcomes.done).toBe(0)
    expect((await doclift.sandbox.store.totals()).puts).toBe(puts)
    const repeated = (await doclift.sandbox.store.repeatedKeys()).filter((key) => !key.includes('/_doclift/'))
    expect(repeated).toEqual([])
  })

  test('a verification confirms copies and sources without copying', async () => {
    const { counts, run } = await doclift.perform('verify')
    expect(run.state).toBe('succeeded')
    expect(counts.outcomes.done).toBe(counts.planned)
  })

  test('a planned switch waits for its approval, and every line of its gate passes', async () => {
    planned = await doclift.perform('switch')
    expect(planned.run).toMatchObject({ state: 'planned', stopCode: null })
    const gate = await doclift.services.gateOf(planned.run.id)
    expect(gate?.lines.filter((line) => line.outcome !== 'passed')).toEqual([])
    expect(gate?.lines).toHaveLength(7)
  })

  test('a switch under another plan hash is refused', async () => {
    const approval = doclift.services.approveRun(planned.run.id, 'f'.repeat(64), doclift.actor)
    await expect(approval).rejects.toMatchObject({ code: 'run.plan-changed' })
  })

  test('invariant 5: compare, then set, then read back, and a record that others changed is left alone', async () => {
    editedId = await firstWith('verified')
    await doclift.sandbox.control.editRecord(editedId, { Document__c: 'https://intranet.example/moved' })
    const { counts, run } = await doclift.approve(planned.run.id)
    expect(run.state).toBe('partially_succeeded')
    expect(counts.outcomes).toMatchObject({ done: counts.planned - 1, conflicted: 1 })
    expect(await doclift.sandbox.control.readRecord(editedId)).toMatchObject({
      Document__c: 'https://intranet.example/moved',
    })
  })

  test('invariant 4: only verified objects are switched', async () => {
    const wrong = await rows(`select record_id from file_records where word = 'confirmed' and copy_state <> 'verified'`)
    expect(wrong).toEqual([])
  })

  test('no record was written more than once', async () => {
    for (const { record_id } of await rows(`select record_id from file_records where word = 'confirmed'`)) {
      expect(await doclift.sandbox.control.writesOf(String(record_id))).toHaveLength(1)
    }
  })

  test('an inventory after the switch recognises our own writes', async () => {
    const before = (await ledger().readOverview()).byState
    await doclift.perform('inventory')
    expect((await ledger().readOverview()).byState).toEqual(before)
  })

  test('invariant 11: a record goes back to its first value, is held, and each value has its actor', async () => {
    const recordId = await firstWith('confirmed')
    const { run } = await doclift.services.rollback.rollBackRecord(recordId, doclift.actor)
    expect((await doclift.follow(run.id)).run.state).toBe('succeeded')
    const record = await ledger().getRecord(recordId)
    expect(record).toMatchObject({ state: 'rolled_back', isHeld: true })
    expect(await doclift.sandbox.control.readRecord(recordId)).toMatchObject({ Document__c: record?.firstSeenUrl })
    const history = await ledger().historyOf(recordId)
    expect(history.map((row) => row.kind)).toEqual(['first_seen', 'written', 'written'])
    expect(history.map((row) => row.actor)).toEqual(Array(3).fill(doclift.actor.id))
  })

  test('a held record stays out of the next switch', async () => {
    const next = await doclift.perform('switch')
    expect(next.counts.planned).toBe(0)
    const held = await rows(
      `select record_id from run_items where run_id = '${next.run.id}' and left_out_reason = 'held'`,
    )
    expect(held).toHaveLength(1)
  })

  test('a switch of nothing is refused by its gate, by name', async () => {
    const { run } = await doclift.perform('switch')
    const approval = doclift.services.approveRun(run.id, run.planHash ?? '', doclift.actor)
    await expect(approval).rejects.toMatchObject({
      code: 'gate.refused',
      message: expect.stringContaining('switch.urls-fit'),
    })
  })

  test('rolling back a record that was never switched says so', async () => {
    const { items } = await ledger().listRecords({ limit: 1, outOfScopeReason: 'folder' })
    const attempt = doclift.services.rollback.rollBackRecord(items[0]?.recordId ?? '', doclift.actor)
    await expect(attempt).rejects.toMatchObject({ code: 'rollback.never-switched' })
  })

  test('the same Idempotency-Key repeats a refusal instead of turning it into a success', async () => {
    const { items } = await ledger().listRecords({ limit: 1, outOfScopeReason: 'folder' })
    const key = { subject: 'cli:test@host', route: 'rollback', key: 'once', bodyHash: 'none' }
    const attempt = () => doclift.services.rollback.rollBackRecord(items[0]?.recordId ?? '', doclift.actor, key)
    await expect(attempt()).rejects.toMatchObject({ code: 'rollback.never-switched' })
    await expect(attempt()).rejects.toMatchObject({ code: 'rollback.never-switched' })
  })

  test('a conflicted record is not rolled back without a person', async () => {
    const attempt = doclift.services.rollback.rollBackRecord(editedId, doclift.actor)
    await expect(attempt).rejects.toMatchObject({
      code: expect.stringMatching(/^rollback\.(conflicted|never-switched)$/),
    })
  })

  test('an independent reading of org, store and ledger finds no difference', async () => {
    const check = await checkIndependently({
      org: doclift.sandbox.info.org,
      databaseUrl: doclift.ownerUrl,
      urlBase: doclift.sandbox.info.store.publicBaseUrl,
      expectedDocument: (recordId) => doclift.sandbox.control.expectedDocument(recordId),
    })
    expect(check.differences).toEqual([])
    expect(check.objectsRead).toBeGreaterThan(200)
  })

  function rows(sql: string): Promise<Record<string, unknown>[]> {
    return runSql(doclift.ownerUrl, sql)
  }
})

function sum(counts: object): number {
  return Object.values(counts).reduce((total: number, count) => total + Number(count), 0)
}
