import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { installPackages } from './install-packages.ts'

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

/** How a tier ended, with what it said meanwhile. */
export interface TierResult extends Counts {
  name: string
  lines: string[]
}

const PROJECT = join(import.meta.dirname, '..')
/** As it is before the tests beside them mark it: what carries their mark they end. */
const ENVIRONMENT = { ...process.env }
const COUNTS = /^(\d+) passed, (\d+) failed, (\d+) skipped$/

/** The tests of the app in the org. */
const TIERS: readonly Tier[] = [
  { name: 'Lightning components', program: 'test/lwc/run.ts' },
  { name: 'Apex and metadata', program: 'test/apex/run.ts' },
  { name: 'browser', program: 'test/browser/run.ts' },
]

/** Folders with packages of their own, and what these are for. */
const PACKAGES: Readonly<Record<string, string>> = {
  'test/lwc': 'for the tests of Lightning components',
  'test/apex': 'for the checks of Apex',
  'test/sandbox/lightning': 'for the pages of the app',
}

/**
 * Installs what the tiers need, one after the other.
 * @throws Error whose message is one sentence for a person
 */
export async function installTiers(): Promise<void> {
  for (const [folder, purpose] of Object.entries(PACKAGES)) {
    await installPackages(join(PROJECT, folder), { purpose, say: console.log })
  }
}

/** Runs the tiers one after the other. Nothing is printed meanwhile, because other tests may run beside them. */
export async function runTiers(): Promise<TierResult[]> {
  const results: TierResult[] = []
  for (const tier of TIERS) results.push(await runTier(tier))
  return results
}

/** A tier that ends without its closing line counts as one failure, and so does one whose exit code contradicts it. */
async function runTier({ name, program }: Tier): Promise<TierResult> {
  const child = spawn(process.execPath, [program], {
    cwd: PROJECT,
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  const lines: string[] = []
  const keep = async (stream: NodeJS.ReadableStream) => {
    for await (const line of createInterface({ input: stream })) lines.push(line)
  }
  await Promise.all([keep(child.stdout), keep(child.stderr)])
  const [exitCode] = await exited
  const told = lines.flatMap(readCounts).at(-1) ?? { passed: 0, failed: 1, skipped: 0 }
  const counts = exitCode !== 0 && told.failed === 0 ? { ...told, failed: 1 } : told
  return { name, lines: lines.filter((line) => !COUNTS.test(line)), ...counts }
}

function readCounts(line: string): Counts[] {
  const [, passed, failed, skipped] = line.match(COUNTS) ?? []
  if (skipped === undefined) return []
  return [{ passed: Number(passed), failed: Number(failed), skipped: Number(skipped) }]
}
