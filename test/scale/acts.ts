import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { Operation, RunLimits } from '../../server/domain/run/run.ts'
import { ACTS, type Act, type Cost, type Measured } from './cost.ts'
import type { Place } from './place.ts'

const POLL_MS = 200
/** Of the documents that are in scope, the vendor hands out all but a few on purpose. */
const COPIED_SHARE = 0.98
const HAS_ENDED = ['succeeded', 'partially_succeeded']
const HAS_STOPPED = ['failed', 'halted', 'paused']

/**
 * Carries out every act over the place, one after the other, and tells each as soon as it is measured.
 * @param chores statements that are sent whether or not there is work; they are not counted
 */
export async function* carryOut(
  place: Place,
  chores: readonly string[],
  interrupted: AbortSignal,
): AsyncGenerator<Measured> {
  for (const act of ACTS) {
    interrupted.throwIfAborted()
    yield {
      act,
      records: place.records,
      cost: await costOf(place, chores, interrupted, () => PROGRAMS[act](place, interrupted)),
    }
  }
}

const PROGRAMS: Readonly<Record<Act, (place: Place, interrupted: AbortSignal) => Promise<unknown>>> = {
  inventory: (place, interrupted) => perform(place, 'inventory', interrupted),
  'back-up': backUp,
  'catch-up, nothing changed': (place, interrupted) => perform(place, 'catch_up', interrupted),
  switch: switchAll,
  'catch-up after the switch': (place, interrupted) => perform(place, 'catch_up', interrupted),
  'rollback of a tenth': rollBackTenth,
}

async function costOf(
  place: Place,
  chores: readonly string[],
  interrupted: AbortSignal,
  act: () => Promise<unknown>,
): Promise<Cost> {
  const { sandbox, postgres, memory } = place
  await sandbox.control.resetApiCalls()
  memory.take()
  const [asked, requests] = [await postgres.asked(chores), await sandbox.store.requests()]
  const startedAtMs = performance.now()
  await act()
  const seconds = (performance.now() - startedAtMs) / 1_000
  await countersFolded(place, interrupted)
  const after = await postgres.asked(chores)
  return {
    seconds,
    statements: after.statements - asked.statements,
    pages: after.pages - asked.pages,
    apiCalls: await sandbox.control.apiCalls(),
    storeRequests: (await sandbox.store.requests()) - requests,
    databaseBytes: (await place.databaseBytes()) - place.emptyBytes,
    memory: memory.take(),
  }
}

/** Workers fold what an act counted soon after it; the pages of that are its own, not those of the act that comes next. */
async function countersFolded({ ledger }: Place, interrupted: AbortSignal): Promise<void> {
  while ((await ledger.query(READ_DELTAS)).rowCount !== 0) await wait(POLL_MS, undefined, { signal: interrupted })
}

const READ_DELTAS = 'select from counter_deltas limit 1'

async function backUp(place: Place, interrupted: AbortSignal): Promise<void> {
  const { done, planned } = await perform(place, 'back_up', interrupted)
  requireAtLeast('copies', done, planned * COPIED_SHARE)
}

async function switchAll(place: Place, interrupted: AbortSignal): Promise<void> {
  const { api } = place.service
  const { id } = await api.startRun('switch', { kind: 'everything' })
  const planHash = await reached(place, id, interrupted, (run) => run.plan_hash)
  await api.approve(id, planHash)
  const { done, planned } = await ended(place, id, interrupted)
  requireAtLeast('switched records', done, Math.max(planned, place.records / 2))
}

async function rollBackTenth(place: Place, interrupted: AbortSignal): Promise<void> {
  const wanted = Math.floor(place.records / 10)
  const { done } = await perform(place, 'roll_back', interrupted, { firstRecords: wanted })
  requireAtLeast('records taken back', done, wanted)
}

interface Counted {
  planned: number
  done: number
}

/**
 * A run over everything, from asking for it to its end.
 * @throws Error with the run's own reason when it does not come to its end
 */
export async function perform(
  place: Place,
  operation: Operation,
  interrupted: AbortSignal,
  limits: RunLimits = {},
): Promise<Counted> {
  const { id } = await place.service.api.startRun(operation, { kind: 'everything' }, limits)
  return ended(place, id, interrupted)
}

async function ended(place: Place, runId: string, interrupted: AbortSignal): Promise<Counted> {
  await reached(place, runId, interrupted, (run) => (HAS_ENDED.includes(run.state) ? true : null))
  const { counts } = await place.service.api.run(runId)
  return { planned: counts.planned, done: counts.outcomes.done }
}

interface RunRow {
  operation: string
  state: string
  plan_hash: string | null
  stop_sentence: string | null
}

/** Asks the ledger past the service, because being asked would be work of the service that is measured. */
async function reached<Wanted>(
  { ledger }: Place,
  runId: string,
  interrupted: AbortSignal,
  pick: (run: RunRow) => Wanted | null,
): Promise<Wanted> {
  for (;;) {
    const { rows } = await ledger.query<RunRow>(READ_RUN, [runId])
    const run = rows[0]
    const wanted = run ? pick(run) : null
    if (wanted !== null) return wanted
    if (run && HAS_STOPPED.includes(run.state)) {
      throw new Error(`The run of ${run.operation} is ${run.state}: ${run.stop_sentence ?? 'no reason was given'}`)
    }
    await wait(POLL_MS, undefined, { signal: interrupted })
  }
}

const READ_RUN = 'select operation, state, plan_hash, stop_sentence from runs where id = $1'

function requireAtLeast(what: string, found: number, least: number): void {
  if (found < least) throw new Error(`Expected ${Math.ceil(least)} ${what} at least; there are ${found}.`)
}
