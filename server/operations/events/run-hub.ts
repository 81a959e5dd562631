import { TransientError, toDocliftError } from '../../domain/errors.ts'
import type { GateDecision } from '../../domain/gate/gate.ts'
import type { RunEvent } from '../../domain/run/event.ts'
import { isUnfinished, needsApproval, type Run } from '../../domain/run/run.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { CensusStore } from '../../ports/tracking/censuses.ts'
import type { EventStore, RunReading } from '../../ports/tracking/events.ts'
import type { RunStore } from '../../ports/tracking/runs.ts'
import { readSideEffects } from '../census/read-side-effects.ts'
import type { Safeguards } from '../guardrail/read-safeguards.ts'
import type { RunFacts } from '../read-run-facts.ts'

/** How a run stands: what is shown of it beside its events. */
export interface RunProgress extends RunFacts {
  run: Run
}

/** Hears of one run. All followers are given the same objects, so that what is made of one can be kept for all. */
export interface RunFollower {
  /** Each event once, in order. */
  onEvent(event: RunEvent): void
  /** When it changed, at most once a second; the last one of a run comes before its end. */
  onProgress(progress: RunProgress): void
  /** The run has ended and all of it was told. */
  onEnd(): void
}

export interface RunHub {
  /**
   * Tells a follower what happened to a run after an event, and then what happens to it.
   * @param after number of the last event the follower knows; 0 for none
   * @returns stops it; harmless when it has ended
   * @throws TransientError `events.too-many-followers`
   */
  follow(runId: string, after: number, follower: RunFollower): () => void
}

export interface RunHubContext {
  ports: {
    tracking: EventStore & Pick<RunStore, 'largestAccountsOf'> & Pick<CensusStore, 'censusesOf'>
    clock: Clock
    log: Log
  }
  gateOf(runId: string): Promise<GateDecision | null>
  safeguardsOf(run: Run): Promise<Safeguards>
}

interface Seat {
  follower: RunFollower
  after: number
  progress: RunProgress | undefined
}

/** A run that is followed, with all that is known of it; shared by its followers. */
interface Topic {
  runId: string
  events: RunEvent[]
  progress: RunProgress | undefined
  seats: Set<Seat>
}

const POLL_MS = 1_000
const MOST_FOLLOWERS = 2_000
const COME_AGAIN_MS = 10_000

/**
 * One place of a process that looks after followed runs: it reads all of them together once a second, however many follow,
 * and nothing while nobody does.
 */
export function openRunHub(context: RunHubContext): RunHub {
  const { clock, log } = context.ports
  const topics = new Map<string, Topic>()
  let resting: AbortController | undefined

  const leave = (topic: Topic, seat: Seat) => {
    topic.seats.delete(seat)
    if (topic.seats.size === 0 && topics.get(topic.runId) === topic) topics.delete(topic.runId)
    if (topics.size === 0) resting?.abort()
  }
  const tell = (topic: Topic) => {
    for (const seat of [...topic.seats]) if (hasHeardAll(topic, seat)) leave(topic, seat)
  }
  const poll = async (polled: readonly Topic[]) => {
    const readings = await readAll(context, polled)
    for (const topic of polled) {
      const reading = readings.get(topic.runId)
      // Another topic of the same run, opened meanwhile, knows less than this reading builds on.
      if (!reading || topics.get(topic.runId) !== topic) continue
      learn(topic, reading)
      tell(topic)
    }
  }
  const pollForever = async (rest: AbortController) => {
    for (let isBlind = false; !rest.signal.aborted; ) {
      await clock.sleep(POLL_MS, rest.signal)
      const failure = await poll([...topics.values()]).then(() => undefined, toDocliftError)
      if (failure && !isBlind) log.warn('Followed runs cannot be read; it is tried again.', { error: failure })
      isBlind = failure !== undefined
    }
  }
  const wakeUp = () => {
    if (resting && !resting.signal.aborted) return
    resting = new AbortController()
    pollForever(resting).catch(() => undefined)
  }
  const open = (runId: string) => {
    const topic: Topic = { runId, events: [], progress: undefined, seats: new Set() }
    topics.set(runId, topic)
    // Whoever comes first need not wait for the next second; what fails here comes then.
    poll([topic]).catch(() => undefined)
    wakeUp()
    return topic
  }
  return {
    follow(runId, after, follower) {
      refuseCrowd(topics)
      const topic = topics.get(runId) ?? open(runId)
      const seat: Seat = { follower, after, progress: undefined }
      topic.seats.add(seat)
      if (topic.progress) tell(topic)
      return () => leave(topic, seat)
    },
  }
}

function refuseCrowd(topics: ReadonlyMap<string, Topic>): void {
  const followers = [...topics.values()].reduce((sum, topic) => sum + topic.seats.size, 0)
  if (followers < MOST_FOLLOWERS) return
  const message = `This process has ${followers} followers, which is as many as it takes. Come again, or ask for the run itself.`
  throw new TransientError('events.too-many-followers', message, { retryAfterMs: COME_AGAIN_MS })
}

interface Reading {
  progress: RunProgress
  events: RunEvent[]
}

async function readAll(
  { ports, gateOf, safeguardsOf }: RunHubContext,
  topics: readonly Topic[],
): Promise<Map<string, Reading>> {
  const followed = topics.map(({ runId, events }) => ({ runId, after: events.at(-1)?.number ?? 0 }))
  const readings = await ports.tracking.readFollowedRuns(followed)
  const withGate = async ({ events, ...reading }: RunReading): Promise<[string, Reading]> => {
    const gate = needsApproval(reading.run.operation) ? await gateOf(reading.run.id) : null
    const largestAccounts = await ports.tracking.largestAccountsOf(reading.run.id)
    const sideEffects = await readSideEffects(ports.tracking, reading.run.id)
    const safeguards = await safeguardsOf(reading.run)
    return [reading.run.id, { progress: { ...reading, largestAccounts, gate, sideEffects, ...safeguards }, events }]
  }
  return new Map(await Promise.all(readings.map(withGate)))
}

/** Two readings may overlap, so only what is new counts; progress that says the same stays the same object. */
function learn(topic: Topic, { progress, events }: Reading): void {
  const last = topic.events.at(-1)?.number ?? 0
  topic.events.push(...events.filter((event) => event.number > last))
  if (JSON.stringify(progress) !== JSON.stringify(topic.progress)) topic.progress = progress
}

/** Tells a follower what it does not know yet. True when there will be no more. */
function hasHeardAll(topic: Topic, seat: Seat): boolean {
  const { follower } = seat
  for (const event of topic.events.filter(({ number }) => number > seat.after)) {
    seat.after = event.number
    follower.onEvent(event)
  }
  const { progress } = topic
  if (!progress) return false
  if (seat.progress !== progress) follower.onProgress(progress)
  seat.progress = progress
  if (isUnfinished(progress.run.state)) return false
  follower.onEnd()
  return true
}
