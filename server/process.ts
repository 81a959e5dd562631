import { existsSync } from 'node:fs'
import { ConfigError, secretsOfEnvironment } from './config.ts'
import { DocliftError, toDocliftError } from './domain/errors.ts'
import { redactor } from './domain/redact.ts'

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
  if (!(thrown instanceof DocliftError)) process.stderr.write(`${causeOf(thrown)}\n`)
  process.exit(exitCodeOf(error))
}

/** What nobody expected, in its own words and with its place in the code, without our secrets. */
export function causeOf(thrown: unknown): string {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  return redactor(secretsOfEnvironment(process.env))(text)
}

function exitCodeOf(error: DocliftError): number {
  if (error instanceof ConfigError) return EXIT_SETTINGS
  return REFUSALS.includes(error.code) ? EXIT_REFUSED : EXIT_FAILED
}
