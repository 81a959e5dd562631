import type { Actor } from '../domain/run/run.ts'
import type { Services } from '../operations/services.ts'

export type Act = (services: Services, actor: Actor) => Promise<void>

/** What every command is given by the process it runs in. */
export interface CommandTools {
  /** Prints one line, or several, to standard output. */
  print(text: string): void
  /** Prints to standard error. */
  printError(text: string): void
  /** Opens the services for one act and closes them after it. */
  withServices(act: Act): Promise<void>
  /** The same, after it is proven that settings, database, prefix and org belong together (invariant 13). */
  withBoundServices(act: Act): Promise<void>
  /** Brings the database to the schema of this code. */
  migrate(): Promise<void>
}
