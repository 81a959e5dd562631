import { EventEmitter, once } from 'node:events'
import type { WriteKind } from './http.ts'
import { parseId } from './ids.ts'
import { isRequestFault, type RequestFault } from './request-faults.ts'

/**
 * What can be made to go wrong. `times` says how often, 1 if absent; the ones without it, and those with a `rate` alone,
 * last until faults are cleared.
 */
export type Fault =
  /** The write happens and the connection is destroyed before the answer. */
  | { name: 'cut-after-write'; on: WriteKind; times?: number }
  /** A page in HTML instead of an answer, for every path that starts so. */
  | { name: 'http-503-html'; pathPrefix: string; times?: number }
  /** The daily allowance is used up. */
  | { name: 'total-requests-exceeded' }
  /** Jobs stay `UploadComplete`, or, with `afterRows`, `InProgress` once that many rows are done. */
  | { name: 'hold-jobs'; afterRows?: number }
  /** A validation rule refuses these records, in its own words. */
  | { name: 'validation-rule'; recordIds: readonly string[]; message: string }
  /** Another transaction holds these records: each is refused so many times. */
  | { name: 'unable-to-lock-row'; recordIds: readonly string[]; times?: number }
  /** These records are refused with a code of Salesforce's that nothing here comes to by itself. */
  | { name: 'row-refused'; recordIds: readonly string[]; statusCode: string; message: string; times?: number }
  | RequestFault

export type FaultName = Fault['name']
type FaultNamed<N extends FaultName> = Extract<Fault, { name: N }>
type RecordFaultName = 'validation-rule' | 'unable-to-lock-row' | 'row-refused'

interface Armed {
  fault: Fault
  left: number
  /** Share of requests that are to fail and have not yet. */
  due: number
}

const NAMES: Readonly<Record<FaultName, true>> = {
  'cut-after-write': true,
  'http-503-html': true,
  'total-requests-exceeded': true,
  'hold-jobs': true,
  'validation-rule': true,
  'unable-to-lock-row': true,
  'row-refused': true,
  'request-refused': true,
  'invalid-session': true,
  'concurrent-requests-exceeded': true,
  'query-timeout': true,
  'server-unavailable': true,
  'unknown-exception': true,
}

/** The faults that are armed. Whoever serves a request asks; nobody is told. */
export class FaultBoard {
  readonly #armed: Armed[] = []
  readonly #ofRecords = new Map<string, Armed>()
  readonly #changes = new EventEmitter().setMaxListeners(0)

  /**
   * Arms a fault.
   * @throws TypeError for a name or record id that does not exist
   */
  arm(fault: Fault): void {
    if (!Object.hasOwn(NAMES, fault.name)) throw new TypeError(`There is no fault named ${fault.name}.`)
    const left = timesOf(fault)
    if ('recordIds' in fault) this.#armRecords(fault, left)
    else this.#armed.push({ fault, left, due: 0 })
  }

  clear(): void {
    this.#armed.length = 0
    this.#ofRecords.clear()
    this.wake()
  }

  /** Finds an armed fault without using it up. */
  find<N extends FaultName>(name: N): FaultNamed<N> | undefined {
    return this.#search(name, () => true)?.fault as FaultNamed<N> | undefined
  }

  /** Uses up one occurrence of a fault, if one that applies is armed. */
  take<N extends FaultName>(name: N, applies: (fault: FaultNamed<N>) => boolean): boolean {
    return spend(this.#search(name, applies))
  }

  /** Uses up one occurrence of the first fault of requests that applies, if one is armed. */
  takeOfRequest(applies: (fault: RequestFault) => boolean): RequestFault | undefined {
    const armed = this.#armed.find(({ fault, left }) => left > 0 && isRequestFault(fault) && applies(fault))
    return spend(armed) ? (armed?.fault as RequestFault) : undefined
  }

  /** Uses up one occurrence of a fault of a record. */
  takeOfRecord<N extends RecordFaultName>(name: N, recordId: string): FaultNamed<N> | undefined {
    const armed = this.#ofRecords.get(`${name} ${recordId}`)
    return spend(armed) ? (armed?.fault as FaultNamed<N>) : undefined
  }

  /** Lets everybody who waits look again. */
  wake(): void {
    this.#changes.emit('change')
  }

  /** Waits until faults are cleared or somebody calls `wake`. */
  async changed(signal: AbortSignal): Promise<void> {
    await once(this.#changes, 'change', { signal })
  }

  #armRecords(fault: FaultNamed<RecordFaultName>, left: number): void {
    for (const text of fault.recordIds) {
      const recordId = parseId(text)
      if (recordId === undefined)
        throw new TypeError(`The fault ${fault.name} names ${text}, which is not a record id.`)
      this.#ofRecords.set(`${fault.name} ${recordId}`, { fault, left, due: 0 })
    }
  }

  #search<N extends FaultName>(name: N, applies: (fault: FaultNamed<N>) => boolean): Armed | undefined {
    return this.#armed.find(({ fault, left }) => left > 0 && fault.name === name && applies(fault as FaultNamed<N>))
  }
}

function timesOf(fault: Fault): number {
  const isLasting =
    fault.name === 'total-requests-exceeded' || fault.name === 'hold-jobs' || fault.name === 'validation-rule'
  if (isLasting) return Number.POSITIVE_INFINITY
  const isShare = 'rate' in fault && fault.rate !== undefined
  return fault.times ?? (isShare ? Number.POSITIVE_INFINITY : 1)
}

function spend(armed: Armed | undefined): boolean {
  if (armed === undefined || armed.left <= 0) return false
  armed.due += 'rate' in armed.fault ? (armed.fault.rate ?? 1) : 1
  if (armed.due < 1) return false
  armed.due -= 1
  armed.left -= 1
  return true
}
