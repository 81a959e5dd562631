import { execFile } from 'node:child_process'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { FatalError } from '../../../domain/errors.ts'
import type { Place } from './place.ts'

/** What a process of PostgreSQL is started with: its user, and a directory that user can enter. */
export function processOptions(place: Place) {
  return { cwd: place.directory, env: environment(), ...place.runAs }
}

/**
 * Runs one program of PostgreSQL to its end. Errors: `postgres.embedded-failed` with the last lines it printed, which
 * hold no password.
 */
export async function runProgram(program: string, args: string[], place: Place, input = ''): Promise<void> {
  const running = promisify(execFile)(program, args, processOptions(place))
  // A program that ends before it has read its input breaks the pipe; its exit code says why.
  running.child.stdin?.on('error', () => {}).end(input)
  await running.catch((cause: Error & { stderr?: string }) => {
    throw embeddedFailure(`${basename(program)} failed`, cause.stderr || cause.message, cause)
  })
}

/** A `postgres.embedded-failed` error from what happened and what the program printed. */
export function embeddedFailure(happened: string, printed: string, cause?: unknown): FatalError {
  const lastLines = printed.trim().split('\n').slice(-5).join('\n')
  return new FatalError(
    'postgres.embedded-failed',
    `The embedded PostgreSQL did not start: ${happened}.\n${lastLines}`,
    {
      cause,
    },
  )
}

/** The server gets nothing it does not need: the environment of this process holds secrets and may hold PG* settings. */
function environment(): NodeJS.ProcessEnv {
  const needed = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMP']
  const kept = needed.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  return { ...Object.fromEntries(kept), LC_ALL: 'C' }
}
