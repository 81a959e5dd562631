import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

interface Lockfile {
  packages: Record<string, { version?: string; dependencies?: Record<string, string> }>
}

const ARGUMENTS = ['ci', '--include=prod', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund']
const NOT_INSTALLED =
  'The pages of the app are not built, because npm could not install their compiler; is its registry reachable?'

/** The compiler is neither there nor to be had; its message is one sentence for a person. */
export class CompilerMissing extends Error {}

/**
 * Installs the packages of the compiler as its lockfile says, unless they are there.
 * @throws CompilerMissing
 */
export async function installCompiler(folder: string, say: (line: string) => void, signal: AbortSignal): Promise<void> {
  if (await isInstalled(folder)) return
  say('Installing the compiler for the pages of the app (takes up to a minute)')
  const isWindows = process.platform === 'win32'
  const child = spawn('npm', ARGUMENTS, {
    cwd: folder,
    env: npmEnvironment(folder),
    shell: isWindows,
    signal,
    stdio: 'ignore',
  })
  const isDone = await once(child, 'close').then(
    ([exitCode]) => exitCode === 0,
    () => false, // npm itself is missing, or the installation was ended
  )
  if (!isDone) throw new CompilerMissing(NOT_INSTALLED)
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
function npmEnvironment(folder: string): NodeJS.ProcessEnv {
  const misleading =
    /^npm_config_(also|dev|dry_run|global|global_prefix|include|json|local_prefix|location|omit|only|optional|package_lock.*|prefix|production|workspaces?)$/i
  const kept = Object.entries(process.env).filter(([name]) => !misleading.test(name) && name.toUpperCase() !== 'PATH')
  const bin = join(folder, '..', '..', '..', 'node_modules', '.bin')
  const path = (process.env.PATH ?? process.env.Path ?? '').split(delimiter).filter((entry) => entry !== bin)
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) }
}
