import type { Blow } from './blow.ts'
import { bounded } from './bounded.ts'
import type { CrashOptions } from './options.ts'
import { playStory, type StoryEnd, type Suffered } from './story.ts'
import { type Deck, type StoryPlan, shuffleDeck } from './story-deck.ts'
import type { Trial } from './trials/trial.ts'
import { TRIALS } from './trials/trials.ts'
import { compileWorker } from './worker-process.ts'
import { type LedgerAddress, openWorld, type World } from './world.ts'

/** What became of everything that was played. */
export interface Played {
  suffered: Suffered[]
  /** How often each trial was played until all of its moments had come. */
  plays: Plays[]
  /** One sentence each. */
  skipped: string[]
}

export interface Plays {
  trial: string
  times: number
}

/** Stories mostly wait for the queue to notice a death, so several are played side by side. */
const LANES = 5
/** So many seconds without a sign of life make a worker dead; the queue's own time is ten. Workers give one every three. */
const HEARTBEAT_SECONDS = 5
const WRONG_SHOWN = 5
/** How often a trial is played until all of its moments came. */
const TRIAL_PLAYS = 3
const MINUTE_MS = 60_000
/** A play takes one to four of them on two cores. What takes so long stands still, and the lane goes on with the next. */
const LONGEST_PLAY_MINUTES = 20
const LONGEST_END_MINUTES = 2

type Task = () => Promise<void>

/** What every story needs. */
interface Stage {
  seed: string
  openLedger(): Promise<LedgerAddress>
  played: Played
  interrupted: AbortSignal
}

/** Plays the stories of a deck and every trial. When it is interrupted it ends what it started. */
export async function playAll(
  { kills, seed }: CrashOptions,
  openLedger: () => Promise<LedgerAddress>,
  interrupted: AbortSignal,
): Promise<Played> {
  const stage: Stage = { seed, openLedger, played: { suffered: [], plays: [], skipped: [] }, interrupted }
  const deck = shuffleDeck(kills, seed)
  const trials = TRIALS.values()
  const take = (): Task | undefined => {
    const trial = trials.next().value
    if (trial) return () => playTrial(stage, trial)
    const story = deck.deal()
    return story && (() => playDealt(stage, deck, story))
  }
  const lane = async () => {
    for (let task = take(); task && !interrupted.aborted; task = take()) await task()
  }
  await compileWorker()
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane))
  for (const one of lanes) if (one.status === 'rejected') throw one.reason
  return stage.played
}

/** A run may end before the moment of a blow comes; then the trial is played once more with the blows that are left. */
async function playTrial(stage: Stage, trial: Trial): Promise<void> {
  let left: readonly Blow[] = trial.blows
  let times = 0
  while (times < TRIAL_PLAYS && left.length > 0) {
    const end = await playBlows(stage, trial, left)
    if (typeof end === 'string') return void stage.played.skipped.push(`${trial.name} (${end})`)
    stage.played.suffered.push(...end.suffered)
    left = end.missed
    times += 1
  }
  stage.played.plays.push({ trial: trial.name, times })
  const missed = left.map((blow) => ({ blow, wrong: ['This moment did not come.'], note: '' }))
  tell(trial.name, stage.seed, missed)
  stage.played.suffered.push(...missed)
}

/** @returns a sentence where this machine cannot have the ledger of the trial */
async function playBlows(stage: Stage, trial: Trial, blows: readonly Blow[]): Promise<StoryEnd | string> {
  const { name, way, heartbeatSeconds } = trial
  const ledger = await (trial.openLedger ?? stage.openLedger)()
  if (typeof ledger === 'string') return ledger
  return await play(stage, { name, seed: stage.seed, way, blows: [...blows] }, { ledger, heartbeatSeconds })
}

async function playDealt(stage: Stage, deck: Deck, plan: StoryPlan): Promise<void> {
  const end = await play(stage, plan, { ledger: await stage.openLedger() })
  deck.takeBack(end.missed)
  stage.played.suffered.push(...end.suffered)
}

async function play(
  { interrupted }: Stage,
  { name, seed, way, blows }: StoryPlan,
  { ledger, heartbeatSeconds = HEARTBEAT_SECONDS }: { ledger: LedgerAddress; heartbeatSeconds?: number | undefined },
): Promise<StoryEnd> {
  const end: StoryEnd = { suffered: [], missed: [] }
  const startedAt = performance.now()
  const breakOff = (thrown: unknown) => {
    interrupted.throwIfAborted()
    const wrong = [thrown instanceof Error ? (thrown.stack ?? '') : String(thrown)]
    end.suffered.push({ blow: { act: 'inventory', group: 'Stories that broke off', name }, wrong, note: '' })
  }
  const world = await openWorld({ ledger, seed, way, heartbeatSeconds })
  try {
    const playing = Promise.race([playStory(world, blows, end), rejected(interrupted)])
    await bounded(playing, LONGEST_PLAY_MINUTES * MINUTE_MS, `It had not ended after ${LONGEST_PLAY_MINUTES} minutes.`)
  } catch (thrown) {
    breakOff(thrown)
  } finally {
    // A story that was interrupted may still be reading its ledger, whose server is deleted next.
    await endWorld(world).catch((error) => interrupted.aborted || breakOff(error))
  }
  const seconds = Math.round((performance.now() - startedAt) / 1_000)
  console.log(`${name} (${way}, seed ${seed}): ${end.suffered.length} blows in ${seconds} s`)
  tell(name, seed, end.suffered)
  return end
}

function endWorld(world: World): Promise<void> {
  const sentence = `What it had started did not end within ${LONGEST_END_MINUTES} minutes.`
  return bounded(world.dispose(), LONGEST_END_MINUTES * MINUTE_MS, sentence)
}

function rejected(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
}

/** Prints at once what did not hold, because a run takes many minutes. */
function tell(story: string, seed: string, suffered: readonly Suffered[]): void {
  for (const { blow, wrong } of suffered.filter((one) => one.wrong.length > 0)) {
    const more = wrong.length > WRONG_SHOWN ? [`and ${wrong.length - WRONG_SHOWN} more`] : []
    console.log(`failed: ${story} (seed ${seed}), ${blow.group}, ${blow.name}`)
    for (const sentence of [...wrong.slice(0, WRONG_SHOWN), ...more]) console.log(`  ${sentence}`)
  }
}
