import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { installPackages } from '../../../scripts/install-packages.ts'
import { fingerprintOf } from './fingerprint.ts'

export interface BuildOptions {
  /** Takes one line for the person who waits. */
  say(line: string): void
  /** Ends what is under way. */
  signal: AbortSignal
}

const HERE = import.meta.dirname
const PROJECT = join(HERE, '..', '..', '..')
const SOURCE = join(PROJECT, 'force-app', 'main', 'default')
const BUILDS = join(PROJECT, '.doclift', 'pages')
/** Builds of earlier sources stay for the sandboxes that still serve them, a few of them. */
const BUILDS_KEPT = 3

/**
 * Compiles the Lightning components for a browser, unless the same sources were compiled before, and gives the folder
 * with the pages. The compiler is installed first when it is missing.
 * @throws Error whose message is one sentence for a person
 */
export async function buildPages({ say, signal }: BuildOptions): Promise<{ folder: string }> {
  const folder = join(BUILDS, await fingerprintOf(HERE, SOURCE))
  if (existsSync(folder)) return { folder }
  await installPackages(HERE, { purpose: 'for the pages of the app', say, signal })
  say('Building the pages of the app')
  const draft = `${folder}.${process.pid}`
  await compile(draft, signal)
  await keep(draft, folder)
  await forgetOldBuilds()
  return { folder }
}

/** In a process of its own, of low priority, because whoever waits for the pages is doing something else meanwhile. */
async function compile(folder: string, signal: AbortSignal): Promise<void> {
  await mkdir(folder, { recursive: true })
  const child = spawn(process.execPath, ['compile.mjs', SOURCE, folder], {
    cwd: HERE,
    signal,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  const [exitCode] = await once(child, 'close')
  if (exitCode === 0) return
  await rm(folder, { recursive: true, force: true })
  throw new Error(`The pages of the app could not be built: ${complaint.trim()}`)
}

/** Two builds of the same sources may end together; the first one stays. */
async function keep(draft: string, folder: string): Promise<void> {
  await rename(draft, folder).catch(async (error) => {
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  })
}

async function forgetOldBuilds(): Promise<void> {
  const names = await readdir(BUILDS)
  const builds = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(BUILDS, name))).mtimeMs })))
  const old = builds.toSorted((one, other) => other.at - one.at).slice(BUILDS_KEPT)
  await Promise.all(old.map(({ name }) => rm(join(BUILDS, name), { recursive: true, force: true })))
}
