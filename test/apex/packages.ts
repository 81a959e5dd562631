import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const folder = import.meta.dirname
const isWindows = process.platform === 'win32'
/** npm writes it last, so a tree that was cut short is installed again. */
const lastFile = join(folder, 'node_modules', '.package-lock.json')

/**
 * Installs the packages of the checks when they are not there.
 * @throws Error with what npm said
 */
export function installPackages(): void {
  if (existsSync(lastFile)) return
  console.log('Installing the packages of the Apex checks (takes up to a minute) …')
  const { status, output, error } = spawnSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
    cwd: folder,
    env: { ...process.env, PATH: searchPath() },
    shell: isWindows,
    encoding: 'utf8',
  })
  if (status !== 0) throw error ?? new Error(`npm ci failed in test/apex:\n${output.join('')}`)
}

/** Loads a package of the checks. Its types are not there before it is installed, so it has none here. */
export function loadPackage(name: string) {
  return import(name)
}

/** The Node inside node_modules has no npm beside it, so npm must run on the other one. */
function searchPath(): string {
  const bin = join(folder, '..', '..', 'node_modules', '.bin')
  const entries = (process.env.PATH ?? process.env.Path ?? '').split(delimiter)
  return entries.filter((entry) => entry !== bin).join(delimiter)
}
