import { createDraws } from '../sandbox/catalogue/draws.ts'
import { type Blow, kill } from './blow.ts'
import { ACTS, KILL_POINTS, type KillPoint } from './kill-points.ts'
import type { Way } from './world.ts'

/** One story to be played. */
export interface StoryPlan {
  name: string
  seed: string
  way: Way
  blows: Blow[]
}

/** Hands out stories until every named point was struck and as many workers were killed as asked for. */
export interface Deck {
  /** Undefined when there are enough. */
  deal(): StoryPlan | undefined
  /** Blows of a story that did not come to pass; named ones are dealt once more. */
  takeBack(missed: readonly Blow[]): void
}

const BLOWS_OF_STORY = 25
/** The others fall at random instants. */
const NAMED_OF_STORY = 20
/** So many things a worker does in about a second. */
const LATEST_RANDOM_SIGHT = 40
const MOST_TRIES = 3
const STREAM = { order: 1, act: 2, sight: 3 } as const

export function shuffleDeck(kills: number, seed: string): Deck {
  const draws = createDraws(seed)
  const rank = new Map(KILL_POINTS.map((point, at) => [point, draws.fraction(STREAM.order, at)]))
  const left = [...KILL_POINTS].sort((one, other) => (rank.get(one) ?? 0) - (rank.get(other) ?? 0))
  const tries = new Map<Blow, number>()
  let [stories, dealt] = [0, 0]

  const wayOfNext = (): Way => {
    const only = (way: Way) => left.filter((point) => point.way === way).length
    return only('Bulk') >= only('Collections') ? 'Bulk' : 'Collections'
  }
  const takeNamed = (way: Way, most: number): KillPoint[] => {
    const own = left.filter((point) => point.way === way)
    const common = left.filter((point) => point.way === undefined)
    const taken = [...own, ...common].slice(0, most)
    for (const point of taken) left.splice(left.indexOf(point), 1)
    return taken.sort((one, other) => KILL_POINTS.indexOf(one) - KILL_POINTS.indexOf(other))
  }
  const randomBlow = (at: number): Blow => {
    const act = draws.pick(ACTS, STREAM.act, at)
    const sight = 1 + (draws.integer(STREAM.sight, at) % LATEST_RANDOM_SIGHT)
    return { act, group: 'Random instants', name: act, aim: sight, strike: kill }
  }
  return {
    deal() {
      const wanted = Math.min(BLOWS_OF_STORY, kills - dealt)
      if (wanted <= 0) return undefined
      const way = wayOfNext()
      const named = takeNamed(way, Math.min(NAMED_OF_STORY, wanted))
      const random = Array.from({ length: wanted - named.length }, (_, at) => randomBlow(dealt + at))
      dealt += wanted
      stories += 1
      return { name: `Story ${stories}`, seed: `${seed}-${stories}`, way, blows: [...random, ...named] }
    },
    takeBack(missed) {
      dealt -= missed.length
      for (const blow of missed) {
        tries.set(blow, (tries.get(blow) ?? 0) + 1)
        const isNamed = (KILL_POINTS as readonly Blow[]).includes(blow)
        if (isNamed && (tries.get(blow) ?? 0) < MOST_TRIES) left.push(blow as KillPoint)
      }
    },
  }
}
