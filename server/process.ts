import { existsSync } from 'node:fs'
import { ConfigError } from './config.ts'
import { DocliftError, toDocliftError } from './domain/errors.ts'

const EXIT_FAILED = 1
const EXIT_SETTINGS = 2
const EXIT_REFUSED = 3

/** Codes of refusals to start that no retry mends: the installation belongs to another org. */
const REFUSALS = ['installation.mismatch', 'salesforce.wrong-org']

/** Reads `.env` of the present folder when there is one; what the environment already says wins. */
export function loadEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env')
}

/** Ends the process with the sentence of the error on standard error and its exit code. */
export function exitWithReason(thrown: unknown): never {
  const error = toDocliftError(thrown)
  process.stderr.write(`${error.message}\n`)
  if (!(thrown instanceof DocliftError)) process.stderr.write(`${(thrown as Error)?.stack ?? String(thrown)}\n`)
  process.exit(exitCodeOf(error))
}

function exitCodeOf(error: DocliftError): number {
  if (error instanceof ConfigError) return EXIT_SETTINGS
  return REFUSALS.includes(error.code) ? EXIT_REFUSED : EXIT_FAILED
}
