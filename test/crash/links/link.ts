/** The systems that a worker speaks to, each over a link of its own. */
export type LinkName = 'org' | 'vendor' | 'files' | 'store' | 'ledger'

/** A request or a statement on its way: before anybody has it, half sent, or done and not answered. */
export type Moment = 'before' | 'half' | 'after'

/** One thing that a worker does to the world outside, seen from there. */
export interface Sight {
  link: LinkName
  /** Method and address of a request; the statements of a transaction, in small letters, with what was bound to them. */
  what: string
  moment: Moment
}

/**
 * Told of each sight before it goes on; false loses it, as when the process at one end died.
 * A request that is lost before was never sent; one that is lost after was done, and nobody hears of it.
 */
export type Watch = (sight: Sight) => Promise<boolean>

/** Where a worker reaches one system: everything passes through here, and can be seen, lost or held. */
export interface Link {
  name: LinkName
  /** Host and port, as the settings of the worker name them. */
  host: string
  /** Ends all connections and refuses new ones, or takes them and lets no byte pass, until `heal`. */
  interrupt(how: 'cut' | 'silent'): void
  /** Lets bytes pass again. Connections from before are lost. */
  heal(): void
  close(): Promise<void>
}
