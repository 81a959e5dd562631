import { EventEmitter, once } from 'node:events'
import { createDraws, type Draws } from '../catalogue/draws.ts'
import type { WriteKind } from './http.ts'
import { parseId } from './ids.ts'
import type { JobKind } from './journal.ts'
import { isRequestFault, type RequestFault } from './request-faults.ts'

/** How often a fault strikes what it applies to. */
export interface HowOften {
  /** So many times; without it once, or with a share without end. */
  times?: number
  /** Only this part, 0 to 1; which ones follows from the seed alone. */
  share?: number
  seed?: string
}

/** What can be made to go wrong, or to come in the less usual of the forms that are allowed. */
export type Fault =
  /** The write happens and the connection is destroyed before the answer. */
  | (HowOften & { name: 'cut-after-write'; on: WriteKind })
  /** The connection is destroyed before anything happens, for every path that starts so. */
  | (HowOften & { name: 'cut-before'; pathPrefix: string })
  /** The connection is destroyed in the middle of an upload; nothing of it is kept. */
  | (HowOften & { name: 'cut-upload' })
  /** A result file ends in its middle, with its connection. */
  | (HowOften & { name: 'cut-download' })
  /** A page in HTML instead of an answer, for every path that starts so. */
  | (HowOften & { name: 'http-503-html'; pathPrefix: string })
  /** The page of a host that knows no such address, though the address is right. */
  | (HowOften & { name: 'http-404-html'; pathPrefix: string })
  /** All sessions end; they last for a few requests at least. */
  | (HowOften & { name: 'expire-tokens' })
  /** Answers are compressed for those who take it. */
  | (HowOften & { name: 'gzip-answers' })
  /** The results of a finished query job are not there yet. */
  | (HowOften & { name: 'results-not-ready' })
  /** Somebody deletes a job as soon as it has ended. */
  | (HowOften & { name: 'job-deleted'; of: JobKind })
  /** Somebody aborts a job in Setup: an ingest job after so many rows (200 if absent), a query job at its start. */
  | (HowOften & { name: 'job-aborted'; of: JobKind; afterRows?: number })
  /** A job fails as a whole: an ingest job after so many rows (0 if absent), a query job at its start. */
  | (HowOften & { name: 'job-failed'; of: JobKind; afterRows?: number })
  /** Another transaction holds an Account while a group of rows is written: those of its rows are refused. */
  | (HowOften & { name: 'lock-parent' })
  /** A trigger of a row meets a lock and says so in its own words. */
  | (HowOften & { name: 'lock-in-trigger' })
  /** A lock takes the other rows of its group of 200 with it. */
  | (HowOften & { name: 'lock-spill' })
  /** A refused row of a job comes without `sf__Id`. */
  | (HowOften & { name: 'empty-row-id' })
  /** A row of a job is in none of its results. */
  | (HowOften & { name: 'row-left-out' })
  /** Another transaction holds these records: each is refused so many times. */
  | { name: 'unable-to-lock-row'; recordIds: readonly string[]; times?: number }
  /** These records are refused with a code of Salesforce's that nothing here comes to by itself. */
  | { name: 'row-refused'; recordIds: readonly string[]; statusCode: string; message: string; times?: number }
  /** A validation rule refuses these records, in its own words, until faults are cleared. */
  | { name: 'validation-rule'; recordIds: readonly string[]; message: string }
  /** The daily allowance is used up until faults are cleared. */
  | { name: 'total-requests-exceeded' }
  /** Until faults are cleared jobs stay `UploadComplete`, or, with `afterRows`, `InProgress` once that many rows are done. */
  | { name: 'hold-jobs'; afterRows?: number }
  | RequestFault

export type FaultName = Fault['name']
type FaultNamed<N extends FaultName> = Extract<Fault, { name: N }>
type RecordFaultName = 'validation-rule' | 'unable-to-lock-row' | 'row-refused'

interface Armed {
  fault: Fault
  left: number
  draws: Draws
  /** How often it was asked whether the fault strikes. */
  asked: number
}

const NAMES: Readonly<Record<FaultName, true>> = {
  'cut-after-write': true,
  'cut-before': true,
  'cut-upload': true,
  'cut-download': true,
  'http-503-html': true,
  'http-404-html': true,
  'concurrent-requests-exceeded': true,
  'expire-tokens': true,
  'gzip-answers': true,
  'results-not-ready': true,
  'job-deleted': true,
  'job-aborted': true,
  'job-failed': true,
  'lock-parent': true,
  'lock-in-trigger': true,
  'lock-spill': true,
  'empty-row-id': true,
  'row-left-out': true,
  'unable-to-lock-row': true,
  'row-refused': true,
  'request-refused': true,
  'invalid-session': true,
  'query-timeout': true,
  'server-unavailable': true,
  'unknown-exception': true,
  'validation-rule': true,
  'total-requests-exceeded': true,
  'hold-jobs': true,
}
const LASTING: ReadonlySet<FaultName> = new Set(['total-requests-exceeded', 'hold-jobs', 'validation-rule'])

/** The faults that are armed. Whoever serves a request asks; nobody is told. */
export class FaultBoard {
  readonly #armed: Armed[] = []
  readonly #ofRecords = new Map<string, Armed>()
  readonly #struck = new Map<string, number>()
  readonly #changes = new EventEmitter().setMaxListeners(0)

  /**
   * Arms a fault.
   * @throws TypeError for a name, share or record id that does not exist
   */
  arm(fault: Fault): void {
    if (!Object.hasOwn(NAMES, fault.name)) throw new TypeError(`There is no fault named ${fault.name}.`)
    requireShare(fault)
    if ('recordIds' in fault) this.#armRecords(fault)
    else this.#armed.push(armed(fault))
  }

  clear(): void {
    this.#armed.length = 0
    this.#ofRecords.clear()
    this.wake()
  }

  /** Finds an armed fault without using it up. */
  find<N extends FaultName>(name: N): FaultNamed<N> | undefined {
    return this.#search(name, () => true)[0]?.fault as FaultNamed<N> | undefined
  }

  /** Uses up one occurrence of a fault, if one that applies is armed and its share falls on this one. */
  take<N extends FaultName>(name: N, applies: (fault: FaultNamed<N>) => boolean = () => true): boolean {
    return this.strike(name, applies) !== undefined
  }

  /** The same as `take`, for whoever needs to know more of the fault. */
  strike<N extends FaultName>(
    name: N,
    applies: (fault: FaultNamed<N>) => boolean = () => true,
  ): FaultNamed<N> | undefined {
    return this.#firstStriking(this.#search(name, applies)) as FaultNamed<N> | undefined
  }

  /** Uses up one occurrence of the first fault of requests that applies and strikes, if one is armed. */
  takeOfRequest(applies: (fault: RequestFault) => boolean): RequestFault | undefined {
    const matching = this.#armed.filter(({ fault, left }) => left > 0 && isRequestFault(fault) && applies(fault))
    return this.#firstStriking(matching) as RequestFault | undefined
  }

  /** Uses up one occurrence of a fault of a record. */
  takeOfRecord<N extends RecordFaultName>(name: N, recordId: string): FaultNamed<N> | undefined {
    const ofRecord = this.#ofRecords.get(`${name} ${recordId}`)
    return this.#firstStriking(ofRecord ? [ofRecord] : []) as FaultNamed<N> | undefined
  }

  /** How often each fault has struck since the start, by its name and what it was limited to; clearing forgets none. */
  struck(): Record<string, number> {
    return Object.fromEntries(this.#struck)
  }

  /** Lets everybody who waits look again. */
  wake(): void {
    this.#changes.emit('change')
  }

  /** Waits until faults are cleared or somebody calls `wake`. */
  async changed(signal: AbortSignal): Promise<void> {
    await once(this.#changes, 'change', { signal })
  }

  #armRecords(fault: FaultNamed<RecordFaultName>): void {
    for (const text of fault.recordIds) {
      const recordId = parseId(text)
      if (recordId === undefined)
        throw new TypeError(`The fault ${fault.name} names ${text}, which is not a record id.`)
      this.#ofRecords.set(`${fault.name} ${recordId}`, armed(fault))
    }
  }

  #firstStriking(candidates: readonly Armed[]): Fault | undefined {
    const fault = candidates.find(spend)?.fault
    if (fault !== undefined) this.#struck.set(labelOf(fault), (this.#struck.get(labelOf(fault)) ?? 0) + 1)
    return fault
  }

  #search<N extends FaultName>(name: N, applies: (fault: FaultNamed<N>) => boolean): Armed[] {
    return this.#armed.filter(({ fault, left }) => left > 0 && fault.name === name && applies(fault as FaultNamed<N>))
  }
}

function armed(fault: Fault): Armed {
  const { seed = fault.name } = fault as HowOften
  return { fault, left: timesOf(fault), draws: createDraws(seed), asked: 0 }
}

function labelOf(fault: Fault): string {
  const { on, of, pathPrefix } = fault as { on?: string; of?: string; pathPrefix?: string }
  return [fault.name, on, of, pathPrefix].filter((part) => part !== undefined).join(' ')
}

function timesOf(fault: Fault): number {
  if (LASTING.has(fault.name)) return Number.POSITIVE_INFINITY
  const { times, share } = fault as HowOften
  return times ?? (share === undefined ? 1 : Number.POSITIVE_INFINITY)
}

function requireShare(fault: Fault): void {
  const { share = 1 } = fault as HowOften
  if (!(share >= 0 && share <= 1)) throw new TypeError(`The share must be from 0 to 1; it is ${share}.`)
}

/** The same questions in the same order are always answered alike. */
function spend(entry: Armed): boolean {
  const { share = 1 } = entry.fault as HowOften
  entry.asked += 1
  if (entry.left <= 0 || entry.draws.fraction(0, entry.asked) >= share) return false
  entry.left -= 1
  return true
}
