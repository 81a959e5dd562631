import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Commands that Ceph's packages bring, with the package of Debian for each. */
const NEEDED: Readonly<Record<string, string>> = {
  'ceph-mon': 'ceph-mon',
  'ceph-osd': 'ceph-osd',
  monmaptool: 'ceph-mon',
  radosgw: 'radosgw',
  'radosgw-admin': 'radosgw',
  ceph: 'ceph-common',
}

/** Debian's packages that are missing here, each once. */
export function missingPackages(): string[] {
  const missing = Object.entries(NEEDED).filter(([command]) => !isInstalled(command))
  return [...new Set(missing.map(([, name]) => name))]
}

/** Runs a command to its end. A failure says what the command said. */
export async function runCommand(command: string, given: readonly string[], signal?: AbortSignal): Promise<string> {
  const { stdout } = await run(command, given, { env: environment(), ...(signal ? { signal } : {}) })
  return stdout
}

/** The version of the gateway, such as 16.2.15. */
export async function gatewayVersion(): Promise<string> {
  const said = await runCommand('radosgw', ['--version'])
  return /\d+\.\d+\.\d+/.exec(said)?.[0] ?? 'unknown'
}

/** Settings of another cluster in the environment would be read before those in a file. */
export function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('CEPH_'))
  return { ...Object.fromEntries(kept), PATH: searchPath() }
}

function isInstalled(command: string): boolean {
  return searchPath()
    .split(delimiter)
    .some((folder) => existsSync(join(folder, command)))
}

/** Daemons may stand where ordinary users have no look. */
function searchPath(): string {
  return [process.env.PATH ?? '', '/usr/sbin', '/sbin'].join(delimiter)
}
