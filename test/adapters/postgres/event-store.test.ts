import { expect, test } from 'vitest'
import type { RunEvent } from '../../../server/domain/run/event.ts'
import { ACTOR, at, type Ledger, nextId, openLedger, planItem, START } from './ledger.ts'

const REASON = { code: 'run.halted', sentence: 'Stopped by hand.' }

async function eventsOf(ledger: Ledger, runId: string, after = 0): Promise<RunEvent[]> {
  const [reading] = await ledger.readFollowedRuns([{ runId, after }])
  return reading?.events ?? []
}

test('every step of a run leaves an event that says how the run was then', async () => {
  const ledger = await openLedger()
  const { id, number } = await ledger.begin('back_up', [planItem(1)])
  await ledger.haltRun(id, ACTOR, at(1), REASON)
  await ledger.haltRun(id, ACTOR, at(2), REASON)
  await ledger.resumeRun(id, ACTOR, at(3))
  await ledger.markRunning(id, at(4))
  await ledger.endRun(id, 'failed', at(5), { code: 'x.y', sentence: 'It went wrong.' })
  const events = await eventsOf(ledger, id)
  expect(events.map(({ kind, run }) => [kind, run.state, run.stopCode])).toEqual([
    ['run.created', 'planned', null],
    ['run.planned', 'planned', null],
    ['run.approved', 'approved', null],
    ['run.started', 'running', null],
    ['run.halted', 'halted', 'run.halted'],
    ['run.resumed', 'approved', null],
    ['run.ended', 'failed', 'x.y'],
  ])
  expect(events.at(-1)?.run).toEqual({
    id,
    number,
    operation: 'back_up',
    state: 'failed',
    isDryRun: false,
    stopCode: 'x.y',
    stopSentence: 'It went wrong.',
  })
})

test('an act that is rolled back leaves no event', async () => {
  const ledger = await openLedger()
  const run = await ledger.create('back_up')
  await expect(ledger.haltRun(run.id, ACTOR, START, REASON)).rejects.toMatchObject({ code: 'run.not-running' })
  expect((await eventsOf(ledger, run.id)).map(({ kind }) => kind)).toEqual(['run.created'])
})

test('a reader who asks for what came after the last number misses nothing while many act at once', async () => {
  const ledger = await openLedger()
  const { id } = await ledger.begin('back_up', [planItem(1)])
  const acts = Array.from({ length: 40 }, (_, n) =>
    n % 2 === 0 ? ledger.haltRun(id, ACTOR, START, REASON) : ledger.resumeRun(id, ACTOR, START),
  )
  const acting = Promise.allSettled(acts).then(() => false)
  const seen: RunEvent[] = []
  for (let isActing = true; isActing; ) {
    isActing = await Promise.race([acting, new Promise<boolean>((resolve) => setImmediate(resolve, true))])
    seen.push(...(await eventsOf(ledger, id, seen.at(-1)?.number)))
  }
  expect(seen).toEqual(await eventsOf(ledger, id))
  expect(seen.length).toBeGreaterThan(5)
})

test('many runs are read at once, each from its own number on, and unknown ones are missing', async () => {
  const ledger = await openLedger()
  const first = await ledger.plan('back_up', [planItem(1), planItem(2, { leftOutReason: 'folder' })])
  const second = await ledger.create('inventory')
  const [created] = await eventsOf(ledger, first.id)
  const readings = await ledger.readFollowedRuns([
    { runId: first.id, after: created?.number ?? 0 },
    { runId: second.id, after: 0 },
    { runId: nextId(), after: 0 },
  ])
  const told = readings.map(({ run, counts, events }) => [run.id, counts.planned, counts.leftOut, events.length])
  expect(told.toSorted()).toEqual(
    [
      [first.id, 1, 1, 1],
      [second.id, 0, 0, 1],
    ].toSorted(),
  )
})

test('neither the application nor the owner can make up, change or remove an event', async () => {
  const ledger = await openLedger()
  const { id } = await ledger.create('inventory')
  const made = ledger.orm.em
    .fork()
    .execute(`insert into run_events (run_id, at, kind, detail) values ('${id}', now(), 'run.ended', '{}')`)
  await expect(made).rejects.toMatchObject({ code: '42501' })
  for (const statement of [`update run_events set kind = 'run.ended'`, 'delete from run_events']) {
    await expect(ledger.sql(statement)).rejects.toMatchObject({ code: '23001' })
  }
})
