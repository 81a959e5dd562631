import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scope } from '../../server/domain/run/run.ts'
import { openTestInstallation, type RunEnd, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const EVERYTHING: Scope = { kind: 'everything' }

let doclift: TestInstallation
beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 120 } })
  await doclift.perform('inventory')
  await doclift.perform('back_up')
})
afterAll(() => doclift.dispose())

const ledger = () => doclift.services.tracking
const inState = async (state: 'confirmed' | 'rolled_back' | 'conflicted', accountId?: string) =>
  (await ledger().listRecords({ limit: 200, state, ...(accountId ? { accountId } : {}) })).items
const urlInOrg = async (recordId: string) => (await doclift.sandbox.control.readRecord(recordId)).Document__c

async function switchEverything(): Promise<RunEnd> {
  const { run } = await doclift.perform('switch')
  return await doclift.approve(run.id)
}

async function releaseEverything(): Promise<void> {
  for (const { recordId, isHeld } of await inState('rolled_back')) {
    if (isHeld) await doclift.services.rollback.releaseRecord(recordId, doclift.actor)
  }
}

test('an Account goes back alone, record by record to its first value, and every other one stays switched', async () => {
  await switchEverything()
  const before = await inState('confirmed')
  const accountId = before[0]?.accountId ?? ''
  const own = before.filter((record) => record.accountId === accountId)
  const { run, counts } = await doclift.perform('roll_back', { scope: { kind: 'accounts', accountIds: [accountId] } })
  expect([run.state, counts.outcomes.done]).toEqual(['succeeded', own.length])
  for (const { recordId, firstSeenUrl } of own) expect(await urlInOrg(recordId)).toBe(firstSeenUrl)
  expect(await inState('confirmed')).toHaveLength(before.length - own.length)
  expect((await inState('rolled_back')).every(({ isHeld }) => isHeld)).toBe(true)
})

test('a run goes back whole, but for what went back before', async () => {
  const run = (await ledger().listRuns({ limit: 1, operation: 'switch' })).items[0]
  const [switched, alreadyBack] = [await inState('confirmed'), await inState('rolled_back')]
  const { run: rollback } = await doclift.services.rollback.rollBackRun(run?.id ?? '', doclift.actor)
  const { counts } = await doclift.follow(rollback.id)
  expect(counts).toMatchObject({ planned: switched.length, leftOut: alreadyBack.length })
  expect(counts.outcomes.done).toBe(switched.length)
  expect(await inState('confirmed')).toEqual([])
  for (const { recordId, firstSeenUrl } of switched) expect(await urlInOrg(recordId)).toBe(firstSeenUrl)
})

describe('a record that is released', () => {
  test('takes part in the next switch, and the act has its actor', async () => {
    const [first] = await inState('rolled_back')
    const recordId = first?.recordId ?? ''
    expect((await doclift.perform('switch')).counts.planned).toBe(0)
    const released = await doclift.services.rollback.releaseRecord(recordId, doclift.actor)
    expect(released).toMatchObject({ recordId, isHeld: false, state: 'rolled_back' })
    expect((await doclift.perform('switch')).counts.planned).toBe(1)
    const acts = `select actor_id from audit_entries where subject = '${recordId}' and action = 'record.released'`
    const audit = await runSql(doclift.ownerUrl, acts)
    expect(audit).toEqual([{ actor_id: doclift.actor.id }])
  })

  test('is not released twice, but by the same key, and an unknown one is told as such', async () => {
    const recordId = (await inState('rolled_back'))[1]?.recordId ?? ''
    const { releaseRecord } = doclift.services.rollback
    const key = { subject: 'cli:test@host', route: 'release', key: 'once', bodyHash: 'none' }
    await releaseRecord(recordId, doclift.actor, key)
    expect((await releaseRecord(recordId, doclift.actor, key)).isHeld).toBe(false)
    await expect(releaseRecord(recordId, doclift.actor)).rejects.toMatchObject({ code: 'record.not-held' })
    const unknown = releaseRecord('a0100000000099ZAAA', doclift.actor)
    await expect(unknown).rejects.toMatchObject({ code: 'record.not-found' })
  })
})

test('everything goes back, except what somebody else changed, and that only when it is overridden', async () => {
  await releaseEverything()
  await switchEverything()
  const [edited, ...others] = await inState('confirmed')
  const recordId = edited?.recordId ?? ''
  await doclift.sandbox.control.editRecord(recordId, { Document__c: 'https://intranet.example/moved' })
  const { run, counts } = await doclift.perform('roll_back', { scope: EVERYTHING })
  expect([run.state, counts.outcomes.conflicted, counts.outcomes.done]).toEqual([
    'partially_succeeded',
    1,
    others.length,
  ])
  expect(await urlInOrg(recordId)).toBe('https://intranet.example/moved')

  const again = await doclift.perform('roll_back', { scope: { kind: 'records', recordIds: [recordId] } })
  expect([again.counts.planned, again.counts.leftOut]).toEqual([0, 1])
  const scope: Scope = { kind: 'records', recordIds: [recordId], overridesConflicts: true }
  const overridden = await doclift.perform('roll_back', { scope })
  expect(overridden.run.state).toBe('succeeded')
  expect(await urlInOrg(recordId)).toBe(edited?.firstSeenUrl)
})

test('a value that nobody has looked at is safe even from an override', async () => {
  await releaseEverything()
  await switchEverything()
  const recordId = (await inState('confirmed'))[0]?.recordId ?? ''
  const scope: Scope = { kind: 'records', recordIds: [recordId], overridesConflicts: true }
  await doclift.sandbox.control.editRecord(recordId, { Document__c: 'https://intranet.example/first' })
  await doclift.perform('roll_back', { scope })
  await doclift.sandbox.control.editRecord(recordId, { Document__c: 'https://intranet.example/second' })
  const { counts } = await doclift.perform('roll_back', { scope })
  expect(counts.outcomes.conflicted).toBe(1)
  expect(await urlInOrg(recordId)).toBe('https://intranet.example/second')
})

describe('a record that somebody else changed', () => {
  const edited = async (value: (recordId: string) => string): Promise<string> => {
    await doclift.perform('roll_back', { scope: EVERYTHING })
    await releaseEverything()
    await switchEverything()
    const recordId = (await inState('confirmed'))[0]?.recordId ?? ''
    await doclift.sandbox.control.editRecord(recordId, { Document__c: value(recordId) })
    await doclift.perform('inventory')
    return recordId
  }

  test('counts as it stands once it is released: copied anew, switched again, and back to what they had put there', async () => {
    const theirs = (recordId: string) => `https://${doclift.context.settings.scope.vendorHosts[0]}/theirs/${recordId}`
    const recordId = await edited(theirs)
    const { releaseRecord } = doclift.services.rollback
    expect(await releaseRecord(recordId, doclift.actor)).toMatchObject({ urlState: 'original', copyState: 'changed' })
    await doclift.perform('back_up')
    await switchEverything()
    expect(await ledger().getRecord(recordId)).toMatchObject({ state: 'confirmed' })
    await doclift.perform('roll_back', { scope: { kind: 'records', recordIds: [recordId] } })
    expect(await urlInOrg(recordId)).toBe(theirs(recordId))
  })

  test('is confirmed again when it is released with the very link that Doclift wrote', async () => {
    const recordId = await edited(() => 'https://intranet.example/moved')
    const [latest] = (await ledger().historyOf(recordId)).filter(({ kind }) => kind === 'written').slice(-1)
    await doclift.sandbox.control.editRecord(recordId, { Document__c: latest?.url ?? null })
    await doclift.perform('inventory')
    const released = await doclift.services.rollback.releaseRecord(recordId, doclift.actor)
    expect(released).toMatchObject({ urlState: 'confirmed', isHeld: false })
  })

  test('is out of scope when it is released with a link to a place that is not the vendor’s', async () => {
    const recordId = await edited(() => 'https://intranet.example/moved')
    const released = await doclift.services.rollback.releaseRecord(recordId, doclift.actor)
    expect(released).toMatchObject({ state: null, outOfScopeReason: 'foreign-host' })
  })
})

describe('what is no switch that was started', () => {
  test.each(['back_up', 'inventory'] as const)('as a run that does %s is refused', async (operation) => {
    const run = (await ledger().listRuns({ limit: 1, operation })).items[0]
    const attempt = doclift.services.rollback.rollBackRun(run?.id ?? '', doclift.actor)
    await expect(attempt).rejects.toMatchObject({ code: 'rollback.not-a-switch' })
  })

  test('as a planned switch, or a run that is not there, is refused', async () => {
    const { run } = await doclift.perform('switch')
    const { rollBackRun } = doclift.services.rollback
    await expect(rollBackRun(run.id, doclift.actor)).rejects.toMatchObject({ code: 'rollback.never-started' })
    const unknown = rollBackRun('0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21', doclift.actor)
    await expect(unknown).rejects.toMatchObject({ code: 'run.not-found' })
  })
})

test('a switch that has not ended is stopped first, and goes back once what it sent is settled', async () => {
  await doclift.perform('roll_back', { scope: EVERYTHING })
  await releaseEverything()
  const { run } = await doclift.perform('switch')
  await doclift.services.approveRun(run.id, run.planHash ?? '', doclift.actor)
  const { rollBackRun } = doclift.services.rollback
  await expect(rollBackRun(run.id, doclift.actor)).rejects.toMatchObject({
    code: 'rollback.run-not-ended',
    retryAfterMs: 5_000,
  })
  const { counts } = await doclift.follow(run.id)
  expect(counts.outcomes.withdrawn).toBeGreaterThan(0)
  expect(counts.outcomes.withdrawn + counts.outcomes.done).toBe(counts.planned)
  const { run: rollback } = await rollBackRun(run.id, doclift.actor)
  const end = await doclift.follow(rollback.id)
  expect(end.counts.outcomes.done).toBe(counts.outcomes.done)
  expect(await inState('confirmed')).toEqual([])
})
