/**
 * Runs the Jest tests of the Lightning components, installing Jest first when it is not there. Ends with one line
 * `N passed, N failed, N skipped`. Arguments choose test files: `node test/lwc/run.ts docliftState`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installPackages } from '../../scripts/install-packages.ts'

/** The part of Jest's report that is counted. */
interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  /** Files that could not be loaded: none of their tests was run. */
  numRuntimeErrorTestSuites: number
}

const here = import.meta.dirname

await installPackages(here, { purpose: 'for the tests of Lightning components', say: console.log })
const { passed, failed, skipped } = count(await runJest(process.argv.slice(2)))
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = failed === 0 ? 0 : 1

/** Undefined when Jest ended without a report, as it does when its settings are wrong. */
async function runJest(patterns: string[]): Promise<Report | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'doclift-jest-'))
  const report = join(folder, 'report.json')
  const jest = join(here, 'node_modules', 'jest', 'bin', 'jest.js')
  const options = ['--config', join(here, 'jest.config.cjs'), '--ci', '--json', '--outputFile', report]
  const child = spawn(process.execPath, [jest, ...options, ...patterns], { cwd: here, stdio: 'inherit' })
  await once(child, 'close')
  const text = await readFile(report, 'utf8').catch(() => undefined)
  await rm(folder, { recursive: true })
  return text === undefined ? undefined : (JSON.parse(text) as Report)
}

function count(report: Report | undefined): { passed: number; failed: number; skipped: number } {
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = report
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites, skipped: numPendingTests }
}
