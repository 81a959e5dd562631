import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

interface Tier {
  name: string
  /** A program of the project that ends with one line `N passed, N failed, N skipped`. */
  program: string
}

const PROJECT = join(import.meta.dirname, '..')
const COUNTS = /^(\d+) passed, (\d+) failed, (\d+) skipped$/

/** The tests of the app in the org. Each installs what it needs, or says in one line what it skipped. */
const TIERS: readonly Tier[] = [
  { name: 'Lightning components', program: 'test/lwc/run.ts' },
  { name: 'Apex and metadata', program: 'test/apex/run.ts' },
  { name: 'browser', program: 'test/browser/run.ts' },
]

/** Runs the tiers one after the other and gives the counts of each. What they print is printed, but for their last line. */
export async function runTiers(): Promise<Counts[]> {
  const counts: Counts[] = []
  for (const tier of TIERS) counts.push(await runTier(tier))
  return counts
}

/** A tier that ends without its closing line counts as one failure, and so does one whose exit code contradicts it. */
async function runTier({ name, program }: Tier): Promise<Counts> {
  const child = spawn(process.execPath, [program], { cwd: PROJECT, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  let counts: Counts | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    counts = readCounts(line) ?? counts
    if (!COUNTS.test(line)) console.log(line)
  }
  const [exitCode] = await exited
  const told = counts ?? { passed: 0, failed: 1, skipped: 0 }
  const result = exitCode !== 0 && told.failed === 0 ? { ...told, failed: 1 } : told
  console.log(`tier: ${name}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`)
  return result
}

function readCounts(line: string): Counts | undefined {
  const [, passed, failed, skipped] = line.match(COUNTS) ?? []
  if (skipped === undefined) return undefined
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) }
}
