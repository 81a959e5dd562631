import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

interface Lockfile {
  packages: Record<string, { version?: string; dependencies?: Record<string, string> }>
}

export interface InstallOptions {
  /** What the packages are for, after "packages". */
  purpose: string
  /** Takes one line for the person who waits. */
  say(line: string): void
  /** Ends what is under way. */
  signal?: AbortSignal
}

const ARGUMENTS = ['ci', '--include=prod', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund']
const MOST_TOLD = 500
const PROJECT_BIN = join(import.meta.dirname, '..', 'node_modules', '.bin')

/**
 * Installs the packages of a folder as its lockfile says, unless they are there. Tools that only some commands need have
 * such folders of their own.
 * @throws Error whose message is one sentence for a person
 */
export async function installPackages(folder: string, { purpose, say, signal }: InstallOptions): Promise<void> {
  if (await isInstalled(folder)) return
  say(`Installing packages ${purpose} (takes up to a minute)`)
  const complaint = await runNpm(folder, signal)
  if (complaint === undefined) return
  throw new Error(`npm could not install the packages ${purpose}; is its registry reachable? ${complaint}`.trim())
}

/** What npm said when it failed; undefined when it did not. */
async function runNpm(folder: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const child = spawn('npm', [...ARGUMENTS, '--loglevel=error'], {
    cwd: folder,
    env: npmEnvironment(),
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal ? { signal } : {}),
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  const isDone = await once(child, 'close').then(
    ([exitCode]) => exitCode === 0,
    () => false, // npm itself is missing, or the installation was ended
  )
  return isDone ? undefined : complaint.trim().slice(0, MOST_TOLD)
}

/** npm writes its own list last, so a list with every package we name stands for a finished installation. */
async function isInstalled(folder: string): Promise<boolean> {
  const wanted = await readLockfile(join(folder, 'package-lock.json'))
  const there = await readLockfile(join(folder, 'node_modules', '.package-lock.json')).catch(() => undefined)
  const names = Object.keys(wanted.packages['']?.dependencies ?? {}).map((name) => `node_modules/${name}`)
  return names.every((name) => there?.packages[name]?.version === wanted.packages[name]?.version)
}

async function readLockfile(file: string): Promise<Lockfile> {
  return JSON.parse(await readFile(file, 'utf8')) as Lockfile
}

/**
 * npm hands the flags of the command that started it to every npm below it, where they would mean something else.
 * Settings of the network and the cache are kept. The Node inside the project's node_modules must not run npm.
 */
function npmEnvironment(): NodeJS.ProcessEnv {
  const misleading =
    /^npm_config_(also|dev|dry_run|global|global_prefix|include|json|local_prefix|location|omit|only|optional|package_lock.*|prefix|production|workspaces?)$/i
  const kept = Object.entries(process.env).filter(([name]) => !misleading.test(name) && name.toUpperCase() !== 'PATH')
  const path = (process.env.PATH ?? process.env.Path ?? '').split(delimiter).filter((entry) => entry !== PROJECT_BIN)
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) }
}
