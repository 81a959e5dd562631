import { spawn } from 'node:child_process'
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

/**
 * Runs the contract on the server that the environment names, in a process of its own: the runner of the tests ends its
 * process at once when it is interrupted, and whoever started servers has to end them first.
 */
export async function runContract(signal: AbortSignal): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'doclift-contract-'))
  try {
    const file = join(folder, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const given = [VITEST, 'run', '--config', join(import.meta.dirname, 'vitest.config.ts'), ...reporters]
    const child = spawn(process.execPath, given, { cwd: PROJECT, stdio: ['ignore', 'inherit', 'inherit'], signal })
    await once(child, 'exit')
    return toCounts(JSON.parse(await readFile(file, 'utf8')) as Report)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A file that cannot be loaded fails the run, and no test. */
function toCounts({ success, numPassedTests, numFailedTests, numPendingTests, numTodoTests }: Report): Counts {
  const failed = numFailedTests === 0 && !success ? 1 : numFailedTests
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests }
}
