/**
 * `npm test`: formatter, linter and types, then the tests and beside them the tiers of the app in the org. Ends with one line
 * `N passed, N failed, N skipped`, in which each step of the check counts as a test. Arguments choose test files (`npm test --
 * test/domain`); then check and tiers are left out.
 */
import { join } from 'node:path'
import { startVitest, type TestCase, type Vitest } from 'vitest/node'
import { type CheckResult, checkSources } from './check.ts'
import { type Counts, installTiers, runTiers, type TierResult } from './tiers.ts'

const filters = process.argv.slice(2)
const checks = filters.length === 0 ? countChecks(await checkSources()) : leaveOutChecks()
if (filters.length === 0) await installTiers()
const [tests, tiers] = await Promise.all([runTests(filters), filters.length === 0 ? runTiers() : leaveOutTiers()])
for (const tier of tiers) printTier(tier)
const total = [checks, tests, ...tiers].reduce(add)
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed === 0 ? 0 : 1

function countChecks(results: CheckResult[]): Counts {
  const passed = results.filter((result) => result.isPassed).length
  return { passed, failed: results.length - passed, skipped: 0 }
}

function leaveOutChecks(): Counts {
  console.log('skipped: format, lint and types (test files were named; "npm run check" runs them)')
  return { passed: 0, failed: 0, skipped: 1 }
}

function leaveOutTiers(): TierResult[] {
  const lines = ['skipped: the app in the org (test files were named; "npm test" runs its tiers)']
  return [{ name: 'app in the org', lines, passed: 0, failed: 0, skipped: 1 }]
}

function printTier({ name, lines, passed, failed, skipped }: TierResult): void {
  console.log([...lines, `tier: ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`].join('\n'))
}

async function runTests(files: string[]): Promise<Counts> {
  const vitest = await startVitest(files, { watch: false, root: join(import.meta.dirname, '..') })
  const cases = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()])
  for (const skipped of cases.filter((test) => test.result().state === 'skipped')) console.log(describeSkip(skipped))
  return withFailureOfTheRun(countTests(cases), vitest)
}

function describeSkip(test: TestCase): string {
  const result = test.result()
  const reason = result.state === 'skipped' ? result.note : undefined
  return `skipped: ${test.fullName} (${reason ?? 'no reason given'})`
}

function countTests(cases: TestCase[]): Counts {
  const count = (state: string) => cases.filter((test) => test.result().state === state).length
  const [passed, skipped] = [count('passed'), count('skipped')]
  // A test that is still pending was cut short by a failure around it.
  return { passed, skipped, failed: cases.length - passed - skipped }
}

/** A file that cannot be loaded, an error outside a test, or something left running fails the run, not one test. */
function withFailureOfTheRun(counts: Counts, vitest: Vitest): Counts {
  const brokenFiles = vitest.state.getTestModules().filter((module) => module.errors().length > 0).length
  const failed = counts.failed + brokenFiles
  return { ...counts, failed: failed === 0 && process.exitCode ? 1 : failed }
}

function add(one: Counts, other: Counts): Counts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  }
}
