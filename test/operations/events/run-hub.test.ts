import { expect, test } from 'vitest'
import { TransientError } from '../../../server/domain/errors.ts'
import { openRunHub, type RunFollower } from '../../../server/operations/events/run-hub.ts'
import type { FollowedRun, RunReading } from '../../../server/ports/tracking/events.ts'
import { ACTOR, at, type Ledger, openLedger, planItem, START } from '../../adapters/postgres/ledger.ts'
import { manualClock } from '../../support/manual-clock.ts'

const REASON = { code: 'run.halted', sentence: 'Stopped by hand.' }
const WHOLE_LIFE = ['run.created', 'run.planned', 'run.approved', 'run.started', 'run.halted', 'run.ended']

/** A hub over a real ledger whose seconds pass when the test says so. */
async function openHub() {
  const ledger = await openLedger()
  const clock = manualClock()
  const readings: (readonly FollowedRun[])[] = []
  const warnings: string[] = []
  let isAway = false
  const readFollowedRuns = (followed: readonly FollowedRun[]): Promise<RunReading[]> => {
    readings.push(followed)
    return isAway
      ? Promise.reject(new TransientError('database.unavailable', 'Away.'))
      : ledger.readFollowedRuns(followed)
  }
  const log = { info() {}, warn: (message: string) => void warnings.push(message), error() {} }
  const { largestAccountsOf, censusesOf } = ledger
  const ports = { tracking: { readFollowedRuns, largestAccountsOf, censusesOf }, clock, log }
  const hub = openRunHub({
    ports,
    gateOf: async () => null,
    safeguardsOf: async () => ({ cohorts: [], guardrail: null }),
  })
  function setAway(now: boolean) {
    isAway = now
  }
  return { ledger, clock, readings, warnings, ...hub, setAway }
}

/** Notes what it hears, in words, and tells when it hears something for the first time and when it ends. */
function openEars() {
  const heard: string[] = []
  const numbers: number[] = []
  const first = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  const follower: RunFollower = {
    onEvent(event) {
      heard.push(event.kind)
      numbers.push(event.number)
    },
    onProgress({ run }) {
      heard.push(`progress: ${run.state}`)
      first.resolve()
    },
    onEnd() {
      heard.push('end')
      ended.resolve()
    },
  }
  return { heard, numbers, follower, first: first.promise, ended: ended.promise }
}

async function liveAndDie(ledger: Ledger): Promise<string> {
  const { id } = await ledger.begin('back_up', [planItem(1)])
  await ledger.haltRun(id, ACTOR, at(1), REASON)
  await ledger.endRun(id, 'failed', at(2))
  return id
}

test('a follower hears what happened, then what happens, each once, and the end after the last progress', async () => {
  const { ledger, clock, follow } = await openHub()
  const run = await ledger.begin('back_up', [planItem(1)])
  const ears = openEars()
  follow(run.id, 0, ears.follower)
  await ears.first
  await clock.untilAsleep()
  await clock.tick()
  await ledger.haltRun(run.id, ACTOR, START, REASON)
  await clock.tick()
  await clock.tick()
  await ledger.endRun(run.id, 'failed', at(1))
  clock.wake()
  await ears.ended
  expect(ears.heard).toEqual([
    ...WHOLE_LIFE.slice(0, 4),
    'progress: running',
    'run.halted',
    'progress: halted',
    'run.ended',
    'progress: failed',
    'end',
  ])
})

test('a follower who comes back with any number hears exactly what came after it', async () => {
  const { ledger, follow } = await openHub()
  const runId = await liveAndDie(ledger)
  const whole = openEars()
  follow(runId, 0, whole.follower)
  await whole.ended
  for (const [index, number] of whole.numbers.entries()) {
    const rest = openEars()
    follow(runId, number, rest.follower)
    await rest.ended
    expect(rest.heard).toEqual([...WHOLE_LIFE.slice(index + 1), 'progress: failed', 'end'])
  }
})

test('five hundred followers of two runs cost one reading a second', async () => {
  const { ledger, clock, readings, follow } = await openHub()
  const runs = [await ledger.begin('back_up', [planItem(1)]), await ledger.begin('back_up', [planItem(2)])]
  const crowd = Array.from({ length: 500 }, (_, n) => ({ ears: openEars(), runId: runs[n % 2]?.id ?? '' }))
  for (const { ears, runId } of crowd) follow(runId, 0, ears.follower)
  await Promise.all(crowd.map(({ ears }) => ears.first))
  await clock.untilAsleep()
  const atFirst = readings.length
  for (let second = 0; second < 5; second += 1) await clock.tick()
  expect([atFirst, readings.length - atFirst]).toEqual([2, 5])
  expect(readings.at(-1)).toHaveLength(2)
  for (const run of runs) await ledger.endRun(run.id, 'failed', at(1))
  clock.wake()
  await Promise.all(crowd.map(({ ears }) => ears.ended))
})

test('nothing is read while nobody follows, and following begins anew afterwards', async () => {
  const { ledger, clock, readings, follow } = await openHub()
  const run = await ledger.begin('back_up', [planItem(1)])
  const ears = openEars()
  const leave = follow(run.id, 0, ears.follower)
  await ears.first
  await clock.untilAsleep()
  leave()
  leave()
  expect(clock.isAnyoneAsleep()).toBe(false)
  expect(readings).toHaveLength(1)
  await ledger.haltRun(run.id, ACTOR, START, REASON)
  const later = openEars()
  follow(run.id, 0, later.follower)
  await later.first
  expect(later.heard).toEqual([...WHOLE_LIFE.slice(0, 5), 'progress: halted'])
  expect(ears.heard).not.toContain('run.halted')
})

test('followers wait while the ledger is away, which is told once, and miss nothing', async () => {
  const { ledger, clock, warnings, follow, setAway } = await openHub()
  const run = await ledger.begin('back_up', [planItem(1)])
  setAway(true)
  const ears = openEars()
  follow(run.id, 0, ears.follower)
  await clock.untilAsleep()
  for (let second = 0; second < 3; second += 1) await clock.tick()
  expect([ears.heard, warnings.length]).toEqual([[], 1])
  setAway(false)
  await clock.tick()
  expect(ears.heard).toEqual([...WHOLE_LIFE.slice(0, 4), 'progress: running'])
})

test('more followers than a process takes are asked to come again', async () => {
  const { ledger, follow } = await openHub()
  const run = await ledger.begin('back_up', [planItem(1)])
  const seats = Array.from({ length: 2_000 }, () => follow(run.id, 0, openEars().follower))
  expect(() => follow(run.id, 0, openEars().follower)).toThrow(
    expect.objectContaining({ code: 'events.too-many-followers', retryAfterMs: 10_000 }),
  )
  seats[0]?.()
  expect(() => follow(run.id, 0, openEars().follower)).not.toThrow()
})
