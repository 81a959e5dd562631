import { createHash } from 'node:crypto'

/** Something that goes wrong on purpose. */
export interface Fault<Name extends string = FaultName> {
  with: Name
  /** Strikes from the n-th matching request on, counted from when it was planned; 1 is the next. */
  nth?: number
  /** Strikes so many times; without it once, or with a share without end. */
  times?: number
  /** Only requests whose key or identifier contains this text. */
  matching?: string
  /**
   * Strikes only this part of the matching requests, 0 to 1. Which ones follows from the seed, the key or identifier, and how
   * often it was asked for in this way since faults were cleared: whatever happens beside it changes nothing.
   */
  share?: number
  seed?: string
  /** The share is one of keys or identifiers, and each of them is struck every time. */
  isLasting?: boolean
  /** How long a slow answer takes, in milliseconds. */
  delayMs?: number
}

/**
 * Refusals come before anything happens. A connection is reset before the body is read, or cut in the middle of it, and
 * nothing is done; after the work is done it is reset without an answer, or cut in the middle of the answer's headers or its
 * body, so that only the answer is lost. A slow answer is a good one. A damaged body arrives with other bytes, as many as
 * were sent: a store that compares checksums refuses it, another one keeps it. A refused key is one that the store does not take
 * for a name.
 */
export const FAULT_NAMES = [
  'slow-down',
  'internal-error',
  'expired-credentials',
  'access-denied',
  'connection-reset-before-write',
  'connection-cut-in-request',
  'connection-reset-after-write',
  'connection-cut-in-answer',
  'cut-body',
  'slow-answer',
  'damaged-body',
  'key-refused',
] as const
export type FaultName = (typeof FAULT_NAMES)[number]

/** Stands for requests of every kind. */
export const ANY_OPERATION = 'any'

/** A request, as faults see it. */
export interface Meant {
  operation: string
  /** The HTTP method, under which faults can be planned too. */
  method?: string | undefined
  /** The key or identifier that it is about. */
  subject: string
}

/** A request that met a fault. */
export interface Strike {
  operation: string
  subject: string
  with: string
}

/** The faults that wait for their requests. */
export interface FaultPlan<Name extends string = FaultName> {
  /**
   * @param target the name of an operation, an HTTP method or `any`
   * @throws RangeError for a target, fault or number that does not exist
   */
  add(target: string, fault: Fault<Name>): void
  clear(): void
  /** The fault that strikes this request, if any; every call counts as one request. */
  strike(request: Meant): Fault<Name> | undefined
  /** All requests that met a fault since the start, in their order. */
  strikes(): Strike[]
}

interface Pending<Name extends string = string> {
  target: string
  fault: Fault<Name>
  /** Matching requests so far. */
  seen: number
  struck: number
}

/**
 * @param targets what faults can be planned for, besides `any`
 * @param faults names of the faults that strike here
 */
export function createFaultPlan<Name extends string>(
  targets: readonly string[],
  faults: readonly Name[],
): FaultPlan<Name> {
  let pending: Pending<Name>[] = []
  const strikes: Strike[] = []
  let countRequest = createRequestCounts()
  return {
    add: (target, fault) => {
      assertKnown('operation', target, [...targets, ANY_OPERATION])
      assertKnown('fault', fault.with, faults)
      assertNumbers(fault)
      pending.push({ target, fault, seen: 0, struck: 0 })
    },
    clear: () => {
      pending = []
      countRequest = createRequestCounts()
    },
    strike: (request) => {
      const number = countRequest(request)
      const [first] = pending.filter((entry) => doesStrike(entry, request, number))
      pending = pending.filter((entry) => !isSpent(entry))
      if (first) strikes.push({ operation: request.operation, subject: request.subject, with: first.fault.with })
      return first?.fault
    },
    strikes: () => strikes,
  }
}

/** Numbers the requests of one kind for one key or identifier, from 1. */
function createRequestCounts(): (request: Meant) => number {
  const counts = new Map<string, number>()
  return ({ operation, subject }) => {
    const name = `${operation} ${subject}`
    const number = (counts.get(name) ?? 0) + 1
    counts.set(name, number)
    return number
  }
}

function doesStrike(entry: Pending, { operation, method, subject }: Meant, number: number): boolean {
  const { target, fault } = entry
  const isMeant = target === operation || target === method || target === ANY_OPERATION
  if (!isMeant || !subject.includes(fault.matching ?? '')) return false
  entry.seen += 1
  const isStruck = entry.seen >= (fault.nth ?? 1) && isDrawn(fault, fault.isLasting ? subject : `${subject} ${number}`)
  if (isStruck) entry.struck += 1
  return isStruck
}

function isDrawn({ share = 1, seed = 'faults' }: Fault<string>, name: string): boolean {
  const drawn = createHash('sha256').update(`${seed} ${name}`).digest().readUInt32BE()
  return drawn / 2 ** 32 < share
}

function isSpent({ fault, struck }: Pending): boolean {
  const times = fault.times ?? (fault.share === undefined ? 1 : Number.POSITIVE_INFINITY)
  return struck >= times
}

function assertNumbers({ nth = 1, times = 1, share = 1, delayMs = 0 }: Fault<string>): void {
  for (const [name, value] of Object.entries({ nth, times })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} must be a whole number from 1.`)
  }
  if (!(share >= 0 && share <= 1)) throw new RangeError(`The share must be from 0 to 1; it is ${share}.`)
  if (!(delayMs >= 0)) throw new RangeError(`The delay must be 0 or more; it is ${delayMs}.`)
}

function assertKnown(noun: string, given: string, known: readonly string[]): void {
  if (!known.includes(given)) throw new RangeError(`The ${noun} must be one of ${known.join(', ')}; it is "${given}".`)
}
