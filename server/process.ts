import { existsSync } from 'node:fs'
import { ConfigError, secretsOfEnvironment } from './config.ts'
import { DocliftError, toDocliftError } from './domain/errors.ts'
import { redactor } from './domain/redact.ts'

const EXIT_FAILED = 1
const EXIT_SETTINGS = 2
const EXIT_REFUSED = 3

/** Codes of refusals to start that no retry mends: the installation belongs to another org, or runs another version. */
const REFUSALS = ['installation.mismatch', 'salesforce.wrong-org', 'worker.other-version']

/** Reads `.env` of the present folder when there is one; what the environment already says wins. */
export function loadEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env')
}

/**
 * Ends this process with the one that started it: when the channel to it closes, because it asks for that or is gone. At once,
 * until `endBy` says how to end in order.
 */
export function endWithParent(): { endBy(close: () => void): void } {
  let end: () => void = process.exit
  if (!process.connected) end()
  process.once('disconnect', () => end())
  return {
    endBy(close) {
      end = close
    },
  }
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

/** Whether a process of ours that ended with this code would end so again, because a person has to mend something first. */
export function isFinal(exitCode: number | null): boolean {
  return exitCode === EXIT_SETTINGS || exitCode === EXIT_REFUSED
}

function exitCodeOf(error: DocliftError): number {
  if (error instanceof ConfigError) return EXIT_SETTINGS
  return REFUSALS.includes(error.code) ? EXIT_REFUSED : EXIT_FAILED
}
