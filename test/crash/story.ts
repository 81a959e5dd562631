import { setTimeout as wait } from 'node:timers/promises'
import { DocliftError } from '../../server/domain/errors.ts'
import type { Actor, Run } from '../../server/domain/run/run.ts'
import { QUARANTINED } from '../../server/domain/worker/quarantine.ts'
import type { Blow } from './blow.ts'
import { judgeEnd } from './judge/judge.ts'
import { ACTS, type Act } from './kill-points.ts'
import type { WorkerProcess } from './worker-process.ts'
import type { World } from './world.ts'

/** What became of one blow. */
export interface Suffered {
  blow: Pick<Blow, 'act' | 'group' | 'name'>
  /** What did not hold then, and for the last blow of an act, what does not hold at its end. */
  wrong: string[]
  /** What was measured; mostly empty. */
  note: string
  /** Until the tasks of the worker that died were at work again. */
  takeoverSeconds?: number
}

export interface StoryEnd {
  suffered: Suffered[]
  /** Blows whose moment did not come. */
  missed: Blow[]
}

const ACTOR: Actor = { id: 'cli:crash@host', role: 'admin' }
const EVERYTHING = { scope: { kind: 'everything' }, isDryRun: false, limits: {} } as const
const LOOK_EVERY_MS = 100
const MINUTE_MS = 60_000
/** What takes so long never ends. */
const LONGEST_ACT_MINUTES = 10

/**
 * Plays the whole life of the records of a world, from the first inventory to the rollback, with what happens to it.
 * @param end filled on the way, so that what came before a story broke off is not lost
 * @throws Error when a run stands still
 */
export async function playStory(world: World, blows: readonly Blow[], end: StoryEnd): Promise<void> {
  let worker = world.startWorker()
  for (const act of ACTS) {
    if (act === 'catch_up') await moveRecords(world)
    const struck = blows.filter((blow) => blow.act === act)
    const { run } = await world.installation.services.planRun({ operation: act, ...EVERYTHING }, ACTOR)
    worker = await playAct(world, { worker, runId: run.id, blows: struck }, end)
    addWrong(end, act, [...world.takeWrong(), ...(await judgeEnd(world, run.id, struck.length))])
    addNote(end, world.takeNote())
    // What comes next could not begin.
    if (!(await readRun(world, run.id))?.endedAt) break
  }
  await worker.kill()
}

/** So that a catch-up has something to find. The org tells deletions by the minute. */
async function moveRecords({ sandbox, rows }: World): Promise<void> {
  const renamed = await rows<{ id: string }>(
    "select record_id as id from file_records where word = 'confirmed' order by 1 limit 3",
  )
  for (const { id } of renamed) await sandbox.control.editRecord(id, { Name: `Renamed ${id}.pdf` })
  const [folder] = await rows<{ id: string }>(
    "select record_id as id from file_records where out_of_scope_reason = 'folder' order by 1 limit 1",
  )
  if (folder) await sandbox.control.deleteRecord(folder.id, { minutesAgo: 2 })
}

interface Playing {
  worker: WorkerProcess
  runId: string
  blows: readonly Blow[]
}

async function playAct(world: World, { worker, runId, blows }: Playing, end: StoryEnd): Promise<WorkerProcess> {
  const ended = untilEnded(world, runId)
  let present = worker
  for (const [at, blow] of blows.entries()) {
    const held = await Promise.race([world.trap.set(blow.aim), ended])
    await noteTakeover(world, end)
    if (!('sight' in held)) {
      world.trap.unset()
      end.missed.push(...blows.slice(at))
      break
    }
    present = await blow.strike({ world, worker: present, runId, end: held.end })
    end.suffered.push({ blow, wrong: world.takeWrong(), note: world.takeNote() })
  }
  await ended
  await noteTakeover(world, end)
  return present
}

/** How long it took is known when whatever comes next has come. */
async function noteTakeover(world: World, { suffered }: StoryEnd): Promise<void> {
  const seconds = await world.takeTakeoverSeconds()
  const last = suffered.at(-1)
  if (last && seconds !== undefined) last.takeoverSeconds = seconds
}

/** What is wrong at the end of an act is told with its last blow. */
function addWrong({ suffered }: StoryEnd, act: Act, wrong: readonly string[]): void {
  if (wrong.length === 0) return
  const last = suffered.at(-1)
  if (last?.blow.act === act) last.wrong.push(...wrong)
  else suffered.push({ blow: { act, group: 'Without a blow', name: act }, wrong: [...wrong], note: '' })
}

/** What is worth telling of the end of an act stands with its last blow too. */
function addNote({ suffered }: StoryEnd, note: string): void {
  const last = suffered.at(-1)
  if (last && note !== '') last.note = [last.note, note].filter((one) => one !== '').join('; ')
}

/** Waits until a run has ended, or was stopped; approves it when that is all it waits for. */
async function untilEnded(world: World, runId: string): Promise<Run> {
  for (const until = Date.now() + LONGEST_ACT_MINUTES * MINUTE_MS; ; await wait(LOOK_EVERY_MS)) {
    const run = await readRun(world, runId)
    if (run && (run.endedAt !== null || (isStopped(run) && !world.isHaltExpected))) return run
    if (run?.state === 'halted' && run.stopCode === QUARANTINED) await letGoOn(world, run)
    if (Date.now() > until) throw new Error(`After ${LONGEST_ACT_MINUTES} minutes ${tell(run)}.`)
    if (run?.operation === 'switch' && run.state === 'planned' && run.planHash !== null) {
      const { planHash } = run
      await unlessAway(() => world.installation.services.approveRun(runId, planHash, ACTOR))
    }
  }
}

function isStopped({ state, stopCode }: Run): boolean {
  return state === 'halted' && stopCode !== QUARANTINED
}

/** So many deaths look like a record that kills whoever reads it. A person finds nothing wrong with it, and resumes. */
async function letGoOn(world: World, { id, operation }: Run): Promise<void> {
  world.note(`${operation} stopped at what nobody could read, and was resumed`)
  await unlessAway(() => world.installation.services.resumeRun(id, ACTOR))
}

function tell(run: Run | undefined): string {
  return run ? `run ${run.number} (${run.operation}) is still ${run.state}` : 'the database is still away'
}

function readRun({ installation }: World, runId: string): Promise<Run | undefined> {
  return unlessAway(() => installation.context.ports.tracking.getRun(runId))
}

/** Undefined while the database is away. */
async function unlessAway<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof DocliftError && error.code === 'database.unavailable') return undefined
    throw error
  }
}
