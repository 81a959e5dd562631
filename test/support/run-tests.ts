import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Counts } from './counts.ts'

interface Report {
  success: boolean
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
}

const PROJECT = join(import.meta.dirname, '..', '..')
const VITEST = join(PROJECT, 'node_modules', 'vitest', 'vitest.mjs')

/** Given to `runTests` for tests whose files end with `.long.test.ts`. */
export const LONG_TESTS = ['--config', 'test/long/vitest.config.ts']

/**
 * Runs tests in a process of their own: the runner of the tests ends its process at once when it is interrupted, and whoever
 * started servers has to end them first.
 * @param given what `vitest run` is given: folders, `--config` and the like
 */
export async function runTests(given: readonly string[], signal: AbortSignal): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'doclift-tests-'))
  try {
    const file = join(folder, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const command = [VITEST, 'run', ...given, ...reporters]
    await runToEnd(spawn(process.execPath, command, { cwd: PROJECT, stdio: ['ignore', 'inherit', 'inherit'] }), signal)
    return toCounts(JSON.parse(await readFile(file, 'utf8')) as Report)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** When this throws because of the signal, the process has ended. */
async function runToEnd(child: ChildProcess, signal: AbortSignal): Promise<void> {
  const stop = () => child.kill()
  signal.addEventListener('abort', stop)
  await once(child, 'exit')
  signal.removeEventListener('abort', stop)
  signal.throwIfAborted()
}

/** A file that cannot be loaded fails the run, and no test. */
function toCounts({ success, numPassedTests, numFailedTests, numPendingTests, numTodoTests }: Report): Counts {
  const failed = numFailedTests === 0 && !success ? 1 : numFailedTests
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests }
}
