import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** One step of the check and how it ended. */
export interface CheckResult {
  name: string
  isPassed: boolean
}

interface Step {
  name: string
  /** A program of Node, relative to the project, with its arguments. */
  command: string[]
}

const projectRoot = join(import.meta.dirname, '..')

const formatAndLint: Step = {
  name: 'format and lint',
  command: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'],
}
const types: Step = { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'] }
const architecture: Step = {
  name: 'architecture',
  command: ['node_modules/vitest/vitest.mjs', 'run', 'test/architecture'],
}

/** Formatter, linter and type check; each prints its findings. Architecture is a folder of tests and runs with those. */
export function checkSources(): Promise<CheckResult[]> {
  return runSteps([formatAndLint, types])
}

async function runSteps(steps: Step[]): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  for (const step of steps) results.push(await runStep(step))
  return results
}

async function runStep({ name, command }: Step): Promise<CheckResult> {
  const child = spawn(process.execPath, command, { cwd: projectRoot, stdio: 'inherit' })
  const [exitCode] = await once(child, 'exit')
  console.log(`check: ${name} ${exitCode === 0 ? 'passed' : 'failed'}`)
  return { name, isPassed: exitCode === 0 }
}

if (import.meta.main) {
  const failed = (await runSteps([formatAndLint, types, architecture])).filter((result) => !result.isPassed)
  console.log(failed.length === 0 ? 'All checks passed' : `Failed: ${failed.map((result) => result.name).join(', ')}`)
  process.exitCode = failed.length === 0 ? 0 : 1
}
