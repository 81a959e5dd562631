import { createHash } from 'node:crypto'

/** Something that goes wrong on purpose. */
export interface Fault {
  with: FaultName
  /** Strikes from the n-th matching request on, counted from when it was planned; 1 is the next. */
  nth?: number
  /** Strikes so many times; without it once, or with a share without end. */
  times?: number
  /** Only requests whose key or identifier contains this text. */
  matching?: string
  /** Strikes only this part of the matching requests, 0 to 1; which ones follows from the seed alone. */
  share?: number
  seed?: string
  /** How long a slow answer takes, in milliseconds. */
  delayMs?: number
}

/**
 * Refusals come before anything happens. A connection is reset before the body is read, or cut in the middle of it, and
 * nothing is done; after the work is done it is reset without an answer, or cut in the middle of the answer's headers or its
 * body, so that only the answer is lost. A slow answer is a good one. A damaged body arrives with other bytes, as many as
 * were sent: a store that compares checksums refuses it, another one keeps it.
 */
export const FAULT_NAMES = [
  'slow-down',
  'internal-error',
  'expired-credentials',
  'connection-reset-before-write',
  'connection-cut-in-request',
  'connection-reset-after-write',
  'connection-cut-in-answer',
  'cut-body',
  'slow-answer',
  'damaged-body',
] as const
export type FaultName = (typeof FAULT_NAMES)[number]

/** Stands for requests of every kind. */
export const ANY_OPERATION = 'any'

/** A request, as faults see it. */
export interface Struck {
  operation: string
  /** The HTTP method, under which faults can be planned too. */
  method?: string | undefined
  /** The key or identifier that it is about. */
  subject: string
}

/** The faults that wait for their requests. */
export interface FaultPlan {
  /**
   * @param target the name of an operation, an HTTP method or `any`
   * @throws RangeError for a target, fault or number that does not exist
   */
  add(target: string, fault: Fault): void
  clear(): void
  /** The fault that strikes this request, if any; every call counts as one request. */
  strike(request: Struck): Fault | undefined
}

interface Pending {
  target: string
  fault: Fault
  /** Matching requests so far. */
  seen: number
  struck: number
}

/** @param targets what faults can be planned for, besides `any` */
export function createFaultPlan(targets: readonly string[], faults: readonly FaultName[] = FAULT_NAMES): FaultPlan {
  let pending: Pending[] = []
  return {
    add: (target, fault) => {
      assertKnown('operation', target, [...targets, ANY_OPERATION])
      assertKnown('fault', fault.with, faults)
      assertNumbers(fault)
      pending.push({ target, fault, seen: 0, struck: 0 })
    },
    clear: () => {
      pending = []
    },
    strike: (request) => {
      const striking = pending.filter((entry) => strikes(entry, request))
      pending = pending.filter((entry) => !isSpent(entry))
      return striking[0]?.fault
    },
  }
}

function strikes(entry: Pending, { operation, method, subject }: Struck): boolean {
  const { target, fault } = entry
  const isMeant = target === operation || target === method || target === ANY_OPERATION
  if (!isMeant || !subject.includes(fault.matching ?? '')) return false
  entry.seen += 1
  const isStruck = entry.seen >= (fault.nth ?? 1) && isDrawn(fault, entry.seen)
  if (isStruck) entry.struck += 1
  return isStruck
}

/** The same requests in the same order are always struck alike. */
function isDrawn({ share = 1, seed = 'faults' }: Fault, seen: number): boolean {
  const drawn = createHash('sha256').update(`${seed} ${seen}`).digest().readUInt32BE()
  return drawn / 2 ** 32 < share
}

function isSpent({ fault, struck }: Pending): boolean {
  const times = fault.times ?? (fault.share === undefined ? 1 : Number.POSITIVE_INFINITY)
  return struck >= times
}

function assertNumbers({ nth = 1, times = 1, share = 1, delayMs = 0 }: Fault): void {
  for (const [name, value] of Object.entries({ nth, times })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name} must be a whole number from 1.`)
  }
  if (!(share >= 0 && share <= 1)) throw new RangeError(`The share must be from 0 to 1; it is ${share}.`)
  if (!(delayMs >= 0)) throw new RangeError(`The delay must be 0 or more; it is ${delayMs}.`)
}

function assertKnown(noun: string, given: string, known: readonly string[]): void {
  if (!known.includes(given)) throw new RangeError(`The ${noun} must be one of ${known.join(', ')}; it is "${given}".`)
}
