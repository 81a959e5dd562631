import type { Writable } from 'node:stream'
import type { Actor } from '../domain/run/run.ts'
import type { Services } from '../operations/services.ts'

export type Act = (services: Services, actor: Actor) => Promise<void>

/** What every command is given by the process it runs in. */
export interface CommandTools {
  /** Prints one line, or several, to standard output. */
  print(text: string): void
  /** Standard output itself, for what is streamed: it takes text as fast as somebody reads there. */
  output: Writable
  /** Prints to standard error. */
  printError(text: string): void
  /** Shows how far something is, on standard error: on a terminal in place, elsewhere as a line when it changed. */
  progress(line: string): void
  /** Asks a person; undefined when there is none. */
  ask(question: string): Promise<string | undefined>
  /** Every problem of the settings, as sentences; none when they do. */
  settingsProblems(): readonly string[]
  /** Writes a file that only its owner may read. */
  writeFile(path: string, text: string): Promise<void>
  /** Opens the services for one act and closes them after it. */
  withServices(act: Act): Promise<void>
  /** The same, after it is proven that settings, database, prefix and org belong together (invariant 13). */
  withBoundServices(act: Act): Promise<void>
  /** Brings the database to the schema of this code. */
  migrate(): Promise<void>
}
