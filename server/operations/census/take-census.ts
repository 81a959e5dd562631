import type { CensusOutcome } from '../../domain/census/census.ts'
import { judgeCensus, notKnownSentence, problemsOf, WAYS_ON } from '../../domain/census/judge.ts'
import { type CensusMark, type CensusStep, nextCensus, requestsOfCensus } from '../../domain/census/schedule.ts'
import { PermanentError } from '../../domain/errors.ts'
import type { Actor, Run, RunCounts } from '../../domain/run/run.ts'
import type { CensusRow } from '../../ports/tracking/censuses.ts'
import { type Context, SERVICE_ACTOR_ID } from '../context.ts'
import { currentSettings } from '../current-settings.ts'
import { haltRun } from '../halt-run.ts'
import { requireRoom } from '../require-room.ts'
import { type Counted, countBefore, countSince, isAboutOneCount } from './count-side-effects.ts'

/** How far the batches of a run are. */
export interface BatchProgress {
  batchesDone: number
  /** Whether a worker holds one: what it writes is not in the ledger yet. */
  isAtWork: boolean
  isEnd: boolean
}

/** What a count is about. */
interface Taking {
  context: Context
  run: Run
  progress: BatchProgress
  counts: RunCounts
  /** Writes that the org took, of whatever step. */
  written: number
  rows: readonly CensusRow[]
}

const SERVICE: Actor = { id: SERVICE_ACTOR_ID, role: 'admin' }

/**
 * Counts what a switch sets off, when it is time to, before its next batch is given out. Above the threshold the run is halted,
 * and where a configured object cannot be counted it is paused. A run that is taken back, and a rollback, are never held up.
 * @returns whether the run may go on
 */
export async function takeCensus(context: Context, run: Run, progress: BatchProgress): Promise<boolean> {
  const isTakenBack = run.stopCode !== null
  if (run.operation !== 'switch' || isTakenBack || progress.isAtWork) return true
  const { tracking } = context.ports
  const [counts, rehearsals, rows] = await Promise.all([
    tracking.countsOf(run.id),
    tracking.rehearsalWritesOf(run.id),
    tracking.censusesOf(run.id),
  ])
  const written = writtenOf(counts) + rehearsals
  const taking = { context, run, progress, counts, written, rows }
  const { countedObjects: objects } = context.settings.switching
  const step = nextCensus(rows.map(toMark), { ...progress, records: written, objects })
  if (step === null) return true
  return step.count === 'before' ? await takeBefore(taking) : await takeSince(taking, step)
}

function toMark({ result, ...row }: CensusRow): CensusMark {
  return { ...row, outcome: result?.outcome ?? null }
}

/** Records that the org was changed for, whatever became of them afterwards; those of a canary were changed more often. */
function writtenOf({ outcomes }: RunCounts): number {
  return outcomes.done + outcomes.overwritten
}

async function takeBefore(taking: Taking): Promise<boolean> {
  const { context } = taking
  const { countedObjects } = context.settings.switching
  await requireRoomToCount(taking, requestsOfCensus(countedObjects.length).before)
  const counted = await countBefore(context.ports.census, countedObjects)
  const isKnown = problemsOf(counted.counts).length === 0
  if (!isKnown) await stop(taking, 'not-known', notKnownSentence(counted.counts))
  await save(taking, counted, null)
  return isKnown
}

/** The run rests before the count stands: a process that dies in between counts again when the run goes on. */
async function takeSince(taking: Taking, { before }: Extract<CensusStep, { count: 'since' }>): Promise<boolean> {
  const { context, progress } = taking
  const counted = await countAgain(taking, before)
  const result = judgeCensus(await factsOf(taking, before, counted))
  const stops = STOPS[result.outcome] !== undefined && !progress.isEnd
  if (stops) await stop(taking, result.outcome, result.sentence)
  await save(taking, counted, result)
  if (stops) context.ports.log.warn(result.sentence, { runId: taking.run.id, outcome: result.outcome })
  return !stops
}

/** Nothing holds up the end of a run: what cannot be counted then is not known. */
async function countAgain(taking: Taking, before: CensusMark): Promise<Counted> {
  const { context, progress } = taking
  const { objects } = before.counts
  const from = { at: new Date(before.at), objects }
  if (progress.isEnd) return await countSince(context.ports.census, from, () => true)
  await requireRoomToCount(taking, requestsOfCensus(objects.length).since)
  return await countSince(context.ports.census, from, isAboutOneCount)
}

async function factsOf({ context, counts, written, rows }: Taking, before: CensusMark, now: Counted) {
  const [{ sideEffectsPer100Records: allowedPer100Records }, { byState }] = await Promise.all([
    currentSettings(context),
    context.ports.tracking.readOverview(),
  ])
  const inScope = Object.values(byState).reduce((sum, records) => sum + records, 0)
  return {
    before: before.counts,
    now: now.counts,
    records: written - before.records,
    planned: counts.planned,
    pending: counts.pending,
    toSwitch: inScope - (byState.switched ?? 0) - (byState.confirmed ?? 0),
    allowedPer100Records,
    isStorageAccepted: rows.some(({ result }) => result?.outcome === 'storage-short'),
  }
}

function requireRoomToCount({ context, run }: Taking, needed: number): Promise<void> {
  return requireRoom(context, { runId: run.id, operation: run.operation, needed })
}

/** What is too much halts; what is not known rests until somebody has mended it. */
const STOPS: { [Outcome in CensusOutcome]?: { how: 'halt' | 'pause'; code: string } } = {
  'above-threshold': { how: 'halt', code: 'switch.side-effects' },
  'storage-short': { how: 'halt', code: 'switch.storage-short' },
  'not-known': { how: 'pause', code: 'switch.side-effects-unknown' },
}

async function stop({ context, run }: Taking, outcome: CensusOutcome, sentence: string): Promise<void> {
  const stopping = STOPS[outcome]
  if (stopping === undefined) return
  const reason = { code: stopping.code, sentence: `${sentence} ${WAYS_ON[outcome]}` }
  const { tracking, clock } = context.ports
  try {
    if (stopping.how === 'halt') await haltRun(context, run.id, SERVICE, reason)
    else await tracking.pauseRun(run.id, SERVICE, clock.now(), reason)
  } catch (error) {
    // Somebody stopped it a moment ago, or takes it back.
    if (!(error instanceof PermanentError) || error.code !== 'run.not-running') throw error
  }
}

async function save(
  { context, run, progress, written, rows }: Taking,
  { at, counts: said }: Counted,
  result: CensusRow['result'],
) {
  const row = {
    number: rows.length + 1,
    at: at.toISOString(),
    batchesDone: progress.batchesDone,
    records: written,
  }
  await context.ports.tracking.addCensus(run.id, { ...row, counts: said, result })
}
