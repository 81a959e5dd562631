import type { Blow } from '../blow.ts'
import type { LedgerAddress, Way } from '../world.ts'

/** A story in which something else goes wrong than a worker that dies. */
export interface Trial {
  name: string
  way: Way
  blows: readonly Blow[]
  /** A ledger of its own; the shared one when left out. Gives a sentence where this machine cannot have one. */
  openLedger?(): Promise<LedgerAddress | string>
  /** The queue's own when left out is shortened, so that many kills fit into a run. */
  heartbeatSeconds?: number
}
