import { join } from 'node:path'
import { startVitest } from 'vitest/node'
import type { Counts } from './counts.ts'

const CONFIG = join(import.meta.dirname, 'vitest.config.ts')

/** Runs the contract on the server that the environment names. */
export async function runContract(): Promise<Counts> {
  const vitest = await startVitest([], { watch: false, config: CONFIG, root: join(import.meta.dirname, '..', '..') })
  const modules = vitest.state.getTestModules()
  const cases = modules.flatMap((module) => [...module.children.allTests()])
  const count = (state: string) => cases.filter((test) => test.result().state === state).length
  const [passed, skipped] = [count('passed'), count('skipped')]
  // A file that cannot be loaded, or an error outside a test, fails no test.
  const failed = cases.length - passed - skipped + modules.filter((module) => module.errors().length > 0).length
  return { passed, skipped, failed: failed === 0 && process.exitCode ? 1 : failed }
}
