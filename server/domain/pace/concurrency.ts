/**
 * How many files at a time may ask one host: more while more gets done by it, fewer when it refuses or when fewer get as much
 * done, because then files only wait for it longer.
 */
export interface Concurrency {
  /** Files at a time, a whole number from 1. */
  limit: number
  /** A width at rest and what it got done, which other widths are judged against; undefined until it is measured. */
  anchor: Width | undefined
  /** Whether widths are doubled, as at the start, until the first one that did not pay or the setting. */
  isDoubling: boolean
  /** The width at which it was refused and to which it returns step by step; 0 when it was not, or is back. */
  returnsTo: number
  /** Whether less got done in the last measurement, a part of which may be from before; the next one shows how much. */
  hasFallen: boolean
  /** Measurements to rest for at the anchor before another width is tried. */
  rests: number
  /** Requests begun up to this moment met another width and show nothing. */
  changedAtMs: number
  /** What was measured since then. */
  measured: Measured
}

interface Width {
  limit: number
  /** Units in a millisecond. */
  done: number
}

/** Answers one after another while as many files as allowed were at work. */
interface Measured {
  /** When the first of them came; it is not among the others. */
  sinceMs: number | undefined
  answers: number
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

/** Enough to keep a usual host busy at once: growing up to it costs a small job a tenth of its time. */
const FIRST_LIMIT = 16
/** Single requests differ by half in how long they take; the mean of this many differs by less than a fifth. */
const LEAST_ANSWERS = 8
/** Twice each file at work; a width that is tried for longer holds everything up when it is wrong. */
const ANSWERS_PER_FILE = 2
/** Pauses of this machine itself, to collect garbage or for other work, take up to a tenth of a second and are not the host's. */
const LEAST_MS = 1_000
/** A larger width is worth its load when it gives at least this part of what it would give on a host without limits. */
const LEAST_GAIN = 0.1
/** A wider one becomes the anchor only far from the last, because small steps are within what measurements vary. */
const ANCHOR_AFTER = 2
/** One in so many measurements is spent on trying other widths. */
const REST = 8
/** It is looked into when a third less gets done than before; less is how hosts vary. */
const FALLEN = 2 / 3
const SLOWER = 0.75
/** What TCP does when a packet is lost: half at once, because a host that refuses is beyond what it can do. */
const AFTER_REFUSAL = 0.5
/** Steps up from a rest, as parts of the setting and of the width: a small width is not to be overshot by a large setting. */
const STEP_OF_MOST = 1 / 16
const STEP_OF_LIMIT = 1 / 4
const UNIT_BYTES = 256 * 1024

const NOTHING: Measured = { sinceMs: undefined, answers: 0, units: 0 }

/** A host that nothing is known of. */
export function firstConcurrency(most: number): Concurrency {
  const limit = Math.min(FIRST_LIMIT, most)
  return {
    limit,
    anchor: undefined,
    isDoubling: true,
    returnsTo: 0,
    hasFallen: false,
    // Where nothing larger can be tried, a smaller width is, and a small job is over by then.
    rests: limit === most ? REST : 0,
    changedAtMs: Number.NEGATIVE_INFINITY,
    measured: NOTHING,
  }
}

/** The width after one more request. Refusals of requests that were under way together count once. */
export function afterRequest(known: Concurrency, seen: RequestSeen, { most, isFull }: Around): Concurrency {
  const now = within(known, most)
  if (seen.beganAtMs <= now.changedAtMs) return now
  if (seen.isRefused) return afterRefusal(now, seen.endedAtMs)
  if (!isFull) return { ...now, measured: NOTHING }
  const measured = measure(now.measured, seen)
  if (measured.answers < answersNeeded(now.limit)) return { ...now, measured }
  const tookMs = seen.endedAtMs - (measured.sinceMs ?? 0)
  const here = { limit: now.limit, done: measured.units / Math.max(1e-6, tookMs) }
  if (tookMs < LEAST_MS && !growsAnyway(now, here, most)) return { ...now, measured }
  const next = judge(now, here, most)
  return { ...next, measured: NOTHING, changedAtMs: next.limit === now.limit ? now.changedAtMs : seen.endedAtMs }
}

function measure({ sinceMs, answers, units }: Measured, { endedAtMs, sentBytes }: RequestSeen): Measured {
  if (sinceMs === undefined) return { sinceMs: endedAtMs, answers: 0, units: 0 }
  return { sinceMs, answers: answers + 1, units: units + 1 + sentBytes / UNIT_BYTES }
}

/** A whole number of rounds, because requests that were begun together also end together. */
function answersNeeded(limit: number): number {
  return limit * Math.max(ANSWERS_PER_FILE, Math.ceil(LEAST_ANSWERS / limit))
}

/** The setting may have been lowered meanwhile. */
function within(known: Concurrency, most: number): Concurrency {
  return known.limit <= most ? known : { ...known, limit: most, anchor: undefined, measured: NOTHING }
}

function afterRefusal(now: Concurrency, atMs: number): Concurrency {
  const limit = Math.max(1, Math.floor(now.limit * AFTER_REFUSAL))
  return {
    limit,
    anchor: undefined,
    hasFallen: false,
    isDoubling: false,
    returnsTo: Math.max(now.limit, now.returnsTo),
    rests: 1,
    changedAtMs: atMs,
    measured: NOTHING,
  }
}

/** Growing does not wait to be sure; that a width does not pay must be seen for longer. */
function growsAnyway(now: Concurrency, here: Width, most: number): boolean {
  const { anchor, isDoubling, limit } = now
  if (isReturning(now, most)) return true
  return isDoubling && limit < most && (anchor === undefined || paid(anchor, here))
}

function isReturning({ limit, returnsTo }: Concurrency, most: number): boolean {
  return limit < Math.min(returnsTo, most)
}

/** A refusal says that it was too much at that moment, not that it is; if it is, the host refuses again. */
function judge(known: Concurrency, here: Width, most: number): Concurrency {
  if (isReturning(known, most)) return { ...known, limit: above(known, Math.min(known.returnsTo, most)) }
  return judgeByDone({ ...known, returnsTo: 0 }, here, most)
}

function judgeByDone(now: Concurrency, here: Width, most: number): Concurrency {
  const { anchor, limit } = now
  if (anchor === undefined) return atRest({ ...now, anchor: here }, most)
  if (limit > anchor.limit) return paid(anchor, here) ? goUp(now, here, most) : goDown(backTo(anchor, now))
  if (limit < anchor.limit) return paid(here, anchor) ? rest(backTo(anchor, now)) : goDown({ ...now, anchor: here })
  if (now.hasFallen) return goDown({ ...now, anchor: here, hasFallen: false })
  if (here.done < anchor.done * FALLEN) return { ...now, hasFallen: true }
  return atRest(now.rests > 0 ? now : { ...now, anchor: here }, most)
}

/** Whether enough more gets done by the larger of two widths than by the smaller. */
function paid(smaller: Width, larger: Width): boolean {
  return larger.done >= smaller.done * (1 + LEAST_GAIN * (larger.limit / smaller.limit - 1))
}

function atRest(now: Concurrency, most: number): Concurrency {
  const isGrowing = now.isDoubling && now.limit < most
  if (now.rests > 0 && !isGrowing) return { ...now, rests: now.rests - 1 }
  return now.isDoubling && !isGrowing ? goDown(now) : { ...now, limit: above(now, most) }
}

function goUp(now: Concurrency, here: Width, most: number): Concurrency {
  const isFar = here.limit >= (now.anchor?.limit ?? 0) * ANCHOR_AFTER || here.limit === most
  const isDoubling = now.isDoubling && here.limit < most
  return { ...now, anchor: isFar ? here : now.anchor, limit: above(now, most), isDoubling }
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

function backTo(anchor: Width, now: Concurrency): Concurrency {
  return { ...now, limit: anchor.limit, anchor }
}

function rest(now: Concurrency): Concurrency {
  return { ...now, isDoubling: false, rests: REST }
}
