/**
 * How many files at a time may ask one host: more while that makes it do more, fewer when it refuses or only answers later. By
 * Little's law a host does `width / latency` in a time, so latency alone tells whether a larger width paid.
 */
export interface Concurrency {
  /** Files at a time, a whole number from 1. */
  limit: number
  /** A width at rest and its latency, which other widths are judged against; undefined until it is measured. */
  anchor: { limit: number; latency: number } | undefined
  /** Whether widths are doubled, as at the start, until the first one that did not pay. */
  isDoubling: boolean
  /** Measurements to rest for at the anchor before another width is tried. */
  rests: number
  /** Requests begun up to this moment met another width and show nothing. */
  changedAtMs: number
  /** What was measured since then. */
  measured: Measured
}

interface Measured {
  answers: number
  latencyMs: number
  /** A request counts as one, and once more for each 256 KiB that it sent, so that sizes can be mixed. */
  units: number
}

/** One request, on any clock that does not go back. */
export interface RequestSeen {
  beganAtMs: number
  endedAtMs: number
  /** Bytes of its body. */
  sentBytes: number
  /** Refused: 429, 503, or a connection that failed. */
  isRefused: boolean
}

/** What holds around a request. */
export interface Around {
  /** The setting: no host is ever asked by more files at a time. */
  most: number
  /** Whether as many files are at work as the host allows; with fewer its answers do not show what it can do. */
  isFull: boolean
}

/** Enough to keep a usual host busy at once, and few for one that is not. */
const FIRST_LIMIT = 8
/** Latencies of single requests differ by half; the mean of this many differs by less than a fifth. */
const LEAST_ANSWERS = 8
/** Twice each file at work; a width that is tried for longer holds everything up when it is wrong. */
const ANSWERS_PER_FILE = 2
/** A larger width is worth its load when it gives at least this part of what it would give on a host without limits. */
const LEAST_GAIN = 0.1
/** A wider one becomes the anchor only far from the last, because small steps are within what latencies vary. */
const ANCHOR_AFTER = 2
/** One in so many measurements is spent on trying other widths. */
const REST = 8
/** A latency that has risen by half is looked into; less is how hosts vary. */
const RISEN = 1.5
const SLOWER = 0.75
/** What TCP does when a packet is lost: half at once, because a host that refuses is beyond what it can do. */
const AFTER_REFUSAL = 0.5
/** Steps up from a rest, as parts of the setting and of the width: a small width is not to be overshot by a large setting. */
const STEP_OF_MOST = 1 / 16
const STEP_OF_LIMIT = 1 / 4
const UNIT_BYTES = 256 * 1024

const NOTHING: Measured = { answers: 0, latencyMs: 0, units: 0 }

/** A host that nothing is known of. */
export function firstConcurrency(most: number): Concurrency {
  const limit = Math.min(FIRST_LIMIT, most)
  return {
    limit,
    anchor: undefined,
    isDoubling: true,
    rests: 0,
    changedAtMs: Number.NEGATIVE_INFINITY,
    measured: NOTHING,
  }
}

/** The width after one more request. Refusals of requests that were under way together count once. */
export function afterRequest(known: Concurrency, seen: RequestSeen, { most, isFull }: Around): Concurrency {
  const now = within(known, most)
  if (seen.beganAtMs <= now.changedAtMs) return now
  if (seen.isRefused) return afterRefusal(now, seen.endedAtMs)
  if (!isFull) return now
  const measured = {
    answers: now.measured.answers + 1,
    latencyMs: now.measured.latencyMs + seen.endedAtMs - seen.beganAtMs,
    units: now.measured.units + 1 + seen.sentBytes / UNIT_BYTES,
  }
  if (measured.answers < Math.max(LEAST_ANSWERS, now.limit * ANSWERS_PER_FILE)) return { ...now, measured }
  const next = judge(now, measured.latencyMs / measured.units, most)
  return { ...next, measured: NOTHING, changedAtMs: next.limit === now.limit ? now.changedAtMs : seen.endedAtMs }
}

/** The setting may have been lowered meanwhile. */
function within(known: Concurrency, most: number): Concurrency {
  return known.limit <= most ? known : { ...known, limit: most, anchor: undefined, measured: NOTHING }
}

function afterRefusal(now: Concurrency, atMs: number): Concurrency {
  const limit = Math.max(1, Math.floor(now.limit * AFTER_REFUSAL))
  return { limit, anchor: undefined, isDoubling: false, rests: 1, changedAtMs: atMs, measured: NOTHING }
}

function judge(now: Concurrency, latency: number, most: number): Concurrency {
  const { anchor, limit } = now
  const here = { limit, latency }
  if (anchor === undefined) return atRest({ ...now, anchor: here }, most)
  if (limit > anchor.limit) return paid(anchor, here) ? goUp(now, here, most) : goDown(backTo(anchor, now))
  if (limit < anchor.limit) return paid(here, anchor) ? rest(backTo(anchor, now)) : goDown({ ...now, anchor: here })
  if (latency > anchor.latency * RISEN) return goDown({ ...now, anchor: here })
  return atRest(now.rests > 0 ? now : { ...now, anchor: here }, most)
}

/** Whether the larger of two widths makes the host do enough more than the smaller. */
function paid(smaller: { limit: number; latency: number }, larger: { limit: number; latency: number }): boolean {
  const width = larger.limit / smaller.limit
  const done = width / (larger.latency / smaller.latency)
  return done >= 1 + LEAST_GAIN * (width - 1)
}

function atRest(now: Concurrency, most: number): Concurrency {
  return now.rests > 0 ? { ...now, rests: now.rests - 1 } : { ...now, limit: above(now, most) }
}

function goUp(now: Concurrency, here: { limit: number; latency: number }, most: number): Concurrency {
  const isFar = here.limit >= (now.anchor?.limit ?? 0) * ANCHOR_AFTER || here.limit === most
  return { ...now, anchor: isFar ? here : now.anchor, limit: above(now, most) }
}

function above({ limit, isDoubling }: Concurrency, most: number): number {
  const step = isDoubling ? limit : Math.max(1, Math.round(Math.min(most * STEP_OF_MOST, limit * STEP_OF_LIMIT)))
  return Math.min(most, limit + step)
}

/** At one file at a time there is nothing below. */
function goDown(now: Concurrency): Concurrency {
  const limit = Math.max(1, Math.min(now.limit - 1, Math.floor(now.limit * SLOWER)))
  return limit === now.limit ? rest(now) : { ...now, limit, isDoubling: false }
}

function backTo(anchor: { limit: number; latency: number }, now: Concurrency): Concurrency {
  return { ...now, limit: anchor.limit, anchor }
}

function rest(now: Concurrency): Concurrency {
  return { ...now, isDoubling: false, rests: REST }
}
