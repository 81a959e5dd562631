import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { refuse } from './refuse.ts'

const VERSION = '2.150.6'
const root = join(import.meta.dirname, '..', '..')
const tools = join(root, '.doclift', 'tools')
const isWindows = process.platform === 'win32'
const installed = join(tools, 'node_modules', '@salesforce', 'cli', 'bin', 'run.js')
const quiet = { SF_DISABLE_TELEMETRY: 'true', SF_AUTOUPDATE_DISABLE: 'true', SF_SKIP_NEW_VERSION_CHECK: 'true' }

/** Runs a command of the Salesforce CLI in a folder. A command that fails ends this one with its exit code. */
export function runSf(args: string[], folder: string = root): void {
  const status = trySf(args, folder)
  if (status !== 0) process.exit(status)
}

/** Runs a command of the Salesforce CLI in a folder, and gives its exit code. */
export function trySf(args: string[], folder: string = root): number {
  const env = { ...process.env, ...quiet }
  if (spawnSync('sf', ['--version'], { shell: isWindows }).status === 0) return run('sf', args, folder, env)
  if (!existsSync(installed)) install()
  // Not by the command that npm links: it would take the Node of this machine, which may be too old for it.
  return run(process.execPath, [installed, ...args], folder, env)
}

function install(): void {
  console.log(`The Salesforce CLI is not installed; installing ${VERSION} in .doclift/tools (takes up to a minute) …`)
  const args = ['install', '--prefix', tools, '--no-audit', '--no-fund', `@salesforce/cli@${VERSION}`]
  if (run('npm', args, root, { ...process.env, PATH: searchPath() }) !== 0)
    refuse('npm could not install the Salesforce CLI.')
}

function run(program: string, args: string[], cwd: string, env: NodeJS.ProcessEnv): number {
  const shell = isWindows && program !== process.execPath
  const { status, error } = spawnSync(program, args, { cwd, env, stdio: 'inherit', shell })
  return error ? refuse(`Cannot run ${program}: ${error.message}`) : (status ?? 1)
}

/** The Node inside node_modules has no npm beside it, so npm must run on the other one. */
function searchPath(): string {
  const entries = (process.env.PATH ?? process.env.Path ?? '').split(delimiter)
  return entries.filter((entry) => entry !== join(root, 'node_modules', '.bin')).join(delimiter)
}
