import { expect, test } from 'vitest'
import type { Evidence } from '../../../server/domain/gate/gate.ts'
import { judgeGate } from '../../../server/domain/gate/gate.ts'
import {
  ACTOR,
  accountId,
  at,
  entries,
  newUrl,
  nextId,
  openLedger,
  PLAN_HASH,
  planItem,
  START,
  startOf,
} from './ledger.ts'

const binding = { subject: 'token:1', route: 'POST /v1/runs', key: 'k-1', bodyHash: 'h-1' }
const switchOf = (...numbers: number[]) => numbers.map((n) => planItem(n, { targetUrl: newUrl(n) }))

test('a run keeps what was asked for, and its number is the next one', async () => {
  const ledger = await openLedger()
  const scope = { kind: 'accounts', accountIds: [accountId(1), accountId(2)] } as const
  const first = await ledger.create('back_up', scope)
  const second = await ledger.create('inventory')
  expect(await ledger.getRun(first.id)).toEqual(first)
  expect(first).toMatchObject({ operation: 'back_up', scope, state: 'planned', planHash: null, createdBy: ACTOR.id })
  expect(second.number).toBe(first.number + 1)
})

test('an unknown run is undefined', async () => {
  const ledger = await openLedger()
  expect(await ledger.getRun(nextId())).toBeUndefined()
})

test('twins that create a run with one idempotency key create one run', async () => {
  const ledger = await openLedger()
  const runs = await Promise.all(Array.from({ length: 8 }, () => ledger.create('back_up', undefined, binding)))
  expect(new Set(runs.map((run) => run.id)).size).toBe(1)
  expect((await ledger.listRuns({ limit: 10 })).items).toHaveLength(1)
})

test('an idempotency key that was used for another body is refused', async () => {
  const ledger = await openLedger()
  await ledger.create('back_up', undefined, binding)
  const other = ledger.create('back_up', undefined, { ...binding, bodyHash: 'h-2' })
  await expect(other).rejects.toMatchObject({ code: 'api.idempotency-reused', behaviour: 'permanent' })
})

test('the same key of another subject is another key', async () => {
  const ledger = await openLedger()
  const first = await ledger.create('back_up', undefined, binding)
  const second = await ledger.create('back_up', undefined, { ...binding, subject: 'token:2' })
  expect(second.id).not.toBe(first.id)
})

test('runs that need a worker are all unfinished ones but halted runs and switches that wait for their approval', async () => {
  const ledger = await openLedger()
  const unplanned = await ledger.create('inventory')
  await ledger.plan('switch', switchOf(1))
  const running = await ledger.begin('back_up', [planItem(2)])
  const halted = await ledger.begin('back_up', [planItem(3)])
  await ledger.haltRun(halted.id, ACTOR, at(1), { code: 'x', sentence: 'y' })
  const planned = await ledger.plan('back_up', [planItem(4)])
  const advancing = [unplanned.id, running.id, planned.id]
  expect((await ledger.listRunsToAdvance()).map((run) => run.id)).toEqual(advancing)
})

test('a started run is approved by its actor, and starting it again is refused', async () => {
  const ledger = await openLedger()
  const run = await ledger.plan('switch', switchOf(1))
  expect(await ledger.startRun(startOf(run))).toMatchObject({ state: 'approved', approvedBy: ACTOR.id })
  await expect(ledger.startRun(startOf(run))).rejects.toMatchObject({ code: 'run.not-planned' })
})

test('a start that is repeated with its idempotency key is done once', async () => {
  const ledger = await openLedger()
  const run = await ledger.plan('switch', switchOf(1))
  const starts = [1, 2, 3].map(() => ledger.startRun({ ...startOf(run), idempotency: binding }))
  expect((await Promise.all(starts)).map((started) => started.state)).toEqual(['approved', 'approved', 'approved'])
})

test('a run that is still being planned cannot start', async () => {
  const ledger = await openLedger()
  const run = await ledger.create('switch')
  await expect(ledger.startRun(startOf(run))).rejects.toMatchObject({ code: 'run.not-planned' })
})

test('an approval of another plan hash is refused', async () => {
  const ledger = await openLedger()
  const run = await ledger.plan('switch', switchOf(1))
  const start = ledger.startRun({ ...startOf(run), planHash: 'c'.repeat(64) })
  await expect(start).rejects.toMatchObject({ code: 'run.plan-changed' })
})

test('a closed gate refuses the start and names the lines that did not pass', async () => {
  const ledger = await openLedger()
  const run = await ledger.plan('switch', switchOf(1))
  await ledger.saveEvidence(run.id, [
    evidence('tracking.success-rate', 'passed'),
    evidence('switch.urls-fit', 'failed'),
  ])
  const judge = (found: readonly Evidence[]) =>
    judgeGate(['tracking.success-rate', 'switch.urls-fit'], found, at(1).toISOString(), 'f')
  const start = ledger.startRun({ ...startOf(run), judge })
  await expect(start).rejects.toMatchObject({
    code: 'gate.refused',
    message: expect.stringMatching(/switch\.urls-fit(?!.*success-rate)/),
  })
  expect(await ledger.getRun(run.id)).toMatchObject({ state: 'planned' })
})

test('evidence that is measured again replaces the old', async () => {
  const ledger = await openLedger()
  const run = await ledger.create('switch')
  await ledger.saveEvidence(run.id, [
    evidence('switch.urls-fit', 'failed'),
    evidence('tracking.success-rate', 'failed'),
  ])
  const passed = evidence('switch.urls-fit', 'passed')
  await ledger.saveEvidence(run.id, [passed])
  expect(await ledger.evidenceOf(run.id)).toEqual([passed, evidence('tracking.success-rate', 'failed')])
})

test('invariant 9: a second run over the same records is refused, names the owner, and changes nothing', async () => {
  const ledger = await openLedger()
  const owner = await ledger.plan('switch', switchOf(1, 2, 3))
  const other = await ledger.plan('switch', switchOf(2, 3, 4))
  await ledger.startRun(startOf(owner))
  await expect(ledger.startRun(startOf(other))).rejects.toMatchObject({
    code: 'run.records-owned',
    facts: { ownerRunId: owner.id, ownerNumber: owner.number, records: 2 },
  })
  expect(await ledger.getRun(other.id)).toMatchObject({ state: 'planned', approvedBy: null })
  expect(await ledger.sql('select run_id from run_items where is_owning and run_id <> ?', [owner.id])).toEqual([])
})

test('invariant 9: of runs that start over the same records at once, one starts', async () => {
  const ledger = await openLedger()
  const runs = []
  for (let n = 0; n < 5; n += 1) runs.push(await ledger.plan('switch', switchOf(n, n + 1, n + 2, n + 3, n + 4)))
  const starts = await Promise.allSettled(runs.map((run) => ledger.startRun(startOf(run))))
  expect(starts.filter((start) => start.status === 'fulfilled')).toHaveLength(1)
  for (const start of starts) {
    if (start.status === 'rejected') expect(start.reason).toMatchObject({ code: 'run.records-owned' })
  }
})

test('a run that has ended gives its records to the next, except those in doubt', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(3))
  await ledger.verify(0, 1, 2)
  const run = await ledger.begin('switch', switchOf(1, 2))
  const held = await ledger.claim(run)
  const inDoubt = { code: null, sentence: null, outcome: 'in_doubt', urlState: 'in_doubt' } as const
  await ledger.recordOutcomes(held, [{ recordId: planItem(1).recordId, ...inDoubt }], at(1))
  await ledger.endRun(run.id, 'partially_succeeded', at(2))
  const free = await ledger.plan('switch', switchOf(2))
  expect(await ledger.startRun(startOf(free))).toMatchObject({ state: 'approved' })
  const doubtful = await ledger.plan('switch', switchOf(1))
  await expect(ledger.startRun(startOf(doubtful))).rejects.toMatchObject({ code: 'run.records-owned' })
})

test('a run is halted and resumed, and goes on as approved', async () => {
  const ledger = await openLedger()
  const run = await ledger.begin('back_up', [planItem(1)])
  const reason = { code: 'run.halted-by-person', sentence: 'Halted by a person.' }
  const halted = await ledger.haltRun(run.id, ACTOR, at(1), reason)
  expect(halted).toMatchObject({ state: 'halted', stopCode: reason.code, stopSentence: reason.sentence })
  expect(await ledger.haltRun(run.id, ACTOR, at(2), reason)).toEqual(halted)
  expect(await ledger.isRunning(run.id)).toBe(false)
  expect(await ledger.markRunning(run.id, at(2))).toBe(false)
  expect(await ledger.resumeRun(run.id, ACTOR, at(3))).toMatchObject({ state: 'approved', stopCode: null })
  await expect(ledger.resumeRun(run.id, ACTOR, at(4))).rejects.toMatchObject({ code: 'run.not-halted' })
})

test('a run that has not started cannot be halted', async () => {
  const ledger = await openLedger()
  const run = await ledger.plan('switch', switchOf(1))
  const halt = ledger.haltRun(run.id, ACTOR, at(1), { code: 'x', sentence: 'y' })
  await expect(halt).rejects.toMatchObject({ code: 'run.not-running' })
})

test('a run remembers when it first started, and ends once', async () => {
  const ledger = await openLedger()
  const run = await ledger.begin('back_up', [planItem(1)])
  expect(await ledger.markRunning(run.id, at(9))).toBe(true)
  await ledger.endRun(run.id, 'failed', at(10), { code: 'x', sentence: 'y' })
  await ledger.endRun(run.id, 'succeeded', at(11))
  expect(await ledger.getRun(run.id)).toMatchObject({
    state: 'failed',
    startedAt: START.toISOString(),
    endedAt: at(10).toISOString(),
    stopCode: 'x',
  })
})

test('invariant 11: every act on a run leaves an audit entry with its actor', async () => {
  const ledger = await openLedger()
  const run = await ledger.begin('switch', switchOf(1))
  await ledger.haltRun(run.id, ACTOR, at(1), { code: 'x', sentence: 'y' })
  await ledger.resumeRun(run.id, ACTOR, at(2))
  await ledger.recordExport(run.id, { key: 'exports/1.csv', sha256: 'd'.repeat(64), rowCount: 1, at: at(3) })
  await ledger.endRun(run.id, 'succeeded', at(4))
  const audit = await ledger.sql<{ action: string; actor_id: string }>(
    'select action, actor_id from audit_entries where subject = ? order by number',
    [run.id],
  )
  expect(audit.map((row) => `${row.action} by ${row.actor_id}`)).toEqual([
    `run.created by ${ACTOR.id}`,
    'run.plan-completed by doclift',
    `run.approved by ${ACTOR.id}`,
    `run.halted by ${ACTOR.id}`,
    `run.resumed by ${ACTOR.id}`,
    'run.before-images-exported by doclift',
    'run.ended by doclift',
  ])
})

test('an act that is refused leaves no audit entry', async () => {
  const ledger = await openLedger()
  const run = await ledger.plan('switch', switchOf(1))
  await ledger.startRun({ ...startOf(run), planHash: 'other' }).catch(() => undefined)
  expect(await ledger.sql(`select 1 from audit_entries where action = 'run.approved'`)).toEqual([])
})

function evidence(item: string, outcome: Evidence['outcome']): Evidence {
  return {
    item,
    outcome,
    sentence: `It ${outcome}.`,
    measured: { hash: PLAN_HASH, share: 0.95 },
    measuredAt: at(0).toISOString(),
    freshUntil: at(3_600).toISOString(),
    settingsFingerprint: 'f',
  }
}
