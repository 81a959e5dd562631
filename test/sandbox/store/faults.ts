/** Something that goes wrong on purpose. */
export interface Fault {
  /** Refusals come before anything happens; a reset happens after the work is done, so that only the answer is lost. */
  with: FaultName
  /** Strikes the n-th matching request from now; 1 is the next. */
  nth?: number
  /** Strikes so many matching requests in a row; 1 without it. */
  times?: number
  /** Only requests whose key or identifier contains this text. */
  matching?: string
}

export const FAULT_NAMES = [
  'slow-down',
  'internal-error',
  'connection-reset-before-write',
  'connection-reset-after-write',
  'cut-body',
] as const
export type FaultName = (typeof FAULT_NAMES)[number]

/** The faults that wait for their requests. */
export interface FaultPlan {
  /** @throws RangeError for a fault or number that does not exist */
  add(operation: string, fault: Fault): void
  clear(): void
  /** The fault that strikes this request, if any; every call counts as one request. */
  strike(operation: string, subject: string): FaultName | undefined
}

interface Pending {
  operation: string
  fault: Fault
  seen: number
}

export function createFaultPlan(operations: readonly string[]): FaultPlan {
  let pending: Pending[] = []
  const strikes = (entry: Pending, operation: string, subject: string): boolean => {
    const { nth = 1, times = 1, matching = '' } = entry.fault
    if (entry.operation !== operation || !subject.includes(matching)) return false
    entry.seen += 1
    return entry.seen >= nth && entry.seen < nth + times
  }
  return {
    add: (operation, fault) => {
      assertKnown('operation', operation, operations)
      assertKnown('fault', fault.with, FAULT_NAMES)
      pending.push({ operation, fault, seen: 0 })
    },
    clear: () => {
      pending = []
    },
    strike: (operation, subject) => {
      const striking = pending.filter((entry) => strikes(entry, operation, subject))
      pending = pending.filter(({ fault, seen }) => seen < (fault.nth ?? 1) + (fault.times ?? 1) - 1)
      return striking[0]?.fault.with
    },
  }
}

function assertKnown(noun: string, given: string, known: readonly string[]): void {
  if (!known.includes(given)) throw new RangeError(`The ${noun} must be one of ${known.join(', ')}; it is "${given}".`)
}
