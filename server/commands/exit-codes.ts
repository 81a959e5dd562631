import { CommanderError } from 'commander'
import { toDocliftError } from '../domain/errors.ts'

/** What a command says to the shell; listed in its help. */
export const EXIT_CODES = { ok: 0, failed: 1, badUsage: 2, refused: 3 } as const
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES]

export const EXIT_CODE_HELP = `
Exit codes:
  0  done
  1  failed
  2  wrong settings, wrong usage, or not confirmed
  3  refused by a gate, by test mode, or by the binding to another org`

const BAD_USAGE = [
  'config.invalid',
  'settings.bad-value',
  'run.bad-request',
  'run.sample-too-large',
  'series.bad-range',
  'token.bad-request',
  'cli.not-confirmed',
]
const REFUSED = [
  'gate.refused',
  'run.outside-test-mode',
  'rollback.outside-test-mode',
  'restore.other-org',
  'restore.other-object',
  'installation.mismatch',
  'salesforce.wrong-org',
]

/** The exit code of whatever ended a command. */
export function exitCodeOf(thrown: unknown): ExitCode {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.badUsage
  const { code } = toDocliftError(thrown)
  if (BAD_USAGE.includes(code)) return EXIT_CODES.badUsage
  return REFUSED.includes(code) ? EXIT_CODES.refused : EXIT_CODES.failed
}
