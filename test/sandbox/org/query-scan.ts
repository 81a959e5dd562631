import { setImmediate } from 'node:timers/promises'
import type { QueryPlan } from './query-plan.ts'
import type { Row } from './schema.ts'

/** Where a reading stands: the next position to look at, and how many records were given before it. */
export interface Place {
  position: number
  given: number
}

/** Positions that can match, and the position after the ones that were considered. */
interface Slice {
  positions: number[]
  end: number
}

// About ten milliseconds of work: the other stand-ins share this process and must be able to answer in between.
const SLICE_LENGTH = 2000

/** Gives the place where reading begins. */
export function startOf(plan: QueryPlan): Place {
  return { position: plan.from, given: 0 }
}

/** Counts what a query finds, LIMIT included. */
export async function countMatches(plan: QueryPlan, asOf: number): Promise<number> {
  return (await advance(plan, asOf, startOf(plan), plan.limit)).given
}

/** Gives the place after the next `count` records, or after the last one there is. */
export async function advance(plan: QueryPlan, asOf: number, from: Place, count: number): Promise<Place> {
  const wanted = Math.min(from.given + count, plan.limit)
  let place = from
  while (place.given < wanted && place.position < plan.table.size) {
    place = passOver(plan, asOf, nextSlice(plan, place.position), place.given, wanted)
    await setImmediate()
  }
  return place
}

/** Reads the records between two places, a slice at a time. */
export async function* readRows(plan: QueryPlan, asOf: number, from: Place, to: Place): AsyncGenerator<Row[]> {
  for (let position = from.position; position < to.position; ) {
    const slice = nextSlice(plan, position)
    const positions = slice.positions.filter((at) => at < to.position)
    yield positions.map((at) => readMatch(plan, asOf, at)).filter((row) => row !== null)
    position = slice.end
    await setImmediate()
  }
}

function passOver(plan: QueryPlan, asOf: number, slice: Slice, before: number, wanted: number): Place {
  let given = before
  for (const position of slice.positions) {
    if (isMatch(plan, asOf, position)) given += 1
    if (given === wanted) return { position: position + 1, given }
  }
  return { position: slice.end, given }
}

function nextSlice(plan: QueryPlan, from: number): Slice {
  if (plan.candidates !== null) return { positions: plan.candidates.filter((at) => at >= from), end: plan.table.size }
  const end = Math.min(plan.table.size, from + SLICE_LENGTH)
  const positions = Array.from({ length: end - from }, (_, offset) => from + offset)
  return { positions: positions.filter((position) => !isTooOld(plan, position)), end }
}

function isTooOld({ table, sinceMs }: QueryPlan, position: number): boolean {
  return sinceMs !== null && (table.isOlder?.(position, sinceMs) ?? false)
}

function isMatch(plan: QueryPlan, asOf: number, position: number): boolean {
  if (plan.matches === null) return plan.table.isVisible(position, asOf)
  return readMatch(plan, asOf, position) !== null
}

function readMatch(plan: QueryPlan, asOf: number, position: number): Row | null {
  if (!plan.table.isVisible(position, asOf)) return null
  const row = plan.table.row(position, asOf)
  return plan.matches === null || plan.matches(row) ? row : null
}
