import type { CrashOptions } from './options.ts'
import { playStory, type StoryEnd, type Suffered } from './story.ts'
import { type Deck, type StoryPlan, shuffleDeck } from './story-deck.ts'
import type { Trial } from './trials/trial.ts'
import { TRIALS } from './trials/trials.ts'
import { type LedgerAddress, openWorld } from './world.ts'

/** What became of everything that was played. */
export interface Played {
  suffered: Suffered[]
  /** One sentence each. */
  skipped: string[]
}

/** Stories mostly wait for the queue to notice a death, so several are played side by side. */
const LANES = 4
/** So many seconds without a sign of life make a worker dead; the queue's own time is ten. Workers give one every three. */
const HEARTBEAT_SECONDS = 5
const WRONG_SHOWN = 5

type Task = () => Promise<void>

/** Plays the stories of a deck and every trial. */
export async function playAll(
  { kills, seed }: CrashOptions,
  openLedger: () => Promise<LedgerAddress>,
  interrupted: AbortSignal,
): Promise<Played> {
  const played: Played = { suffered: [], skipped: [] }
  const deck = shuffleDeck(kills, seed)
  const trials = TRIALS.values()
  const take = (): Task | undefined => {
    const trial = trials.next().value
    if (trial) return () => playTrial(trial, { seed, openLedger }, played)
    const story = deck.deal()
    return story && (() => playDealt(story, { deck, openLedger }, played))
  }
  const lane = async () => {
    for (let task = take(); task && !interrupted.aborted; task = take()) await task()
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  interrupted.throwIfAborted()
  return played
}

async function playTrial(
  trial: Trial,
  { seed, openLedger }: { seed: string; openLedger: () => Promise<LedgerAddress> },
  played: Played,
): Promise<void> {
  const ledger = await (trial.openLedger ?? openLedger)()
  if (typeof ledger === 'string') return void played.skipped.push(`${trial.name} (${ledger})`)
  const plan = { name: trial.name, seed, way: trial.way, blows: [...trial.blows] }
  const end = await play(plan, ledger, trial.heartbeatSeconds)
  const missed = end.missed.map((blow) => ({ blow, wrong: ['This moment did not come.'], note: '' }))
  tell(trial.name, seed, missed)
  played.suffered.push(...end.suffered, ...missed)
}

async function playDealt(
  plan: StoryPlan,
  { deck, openLedger }: { deck: Deck; openLedger: () => Promise<LedgerAddress> },
  played: Played,
): Promise<void> {
  const end = await play(plan, await openLedger())
  deck.takeBack(end.missed)
  played.suffered.push(...end.suffered)
}

async function play(plan: StoryPlan, ledger: LedgerAddress, heartbeatSeconds = HEARTBEAT_SECONDS): Promise<StoryEnd> {
  const { name, seed, way, blows } = plan
  const world = await openWorld({ ledger, seed, way, heartbeatSeconds })
  const startedAt = performance.now()
  try {
    const end = await playStory(world, blows)
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    console.log(`${name} (${way}, seed ${seed}): ${end.suffered.length} blows in ${seconds} s`)
    tell(name, seed, end.suffered)
    return end
  } finally {
    await world.dispose()
  }
}

function tell(story: string, seed: string, suffered: readonly Suffered[]): void {
  for (const { blow, wrong } of suffered.filter((one) => one.wrong.length > 0)) {
    const more = wrong.length > WRONG_SHOWN ? [`and ${wrong.length - WRONG_SHOWN} more`] : []
    console.log(`failed: ${story} (seed ${seed}), ${blow.group}, ${blow.name}`)
    for (const sentence of [...wrong.slice(0, WRONG_SHOWN), ...more]) console.log(`  ${sentence}`)
  }
}
