import { createHash } from 'node:crypto'
import { existsSync, type Stats } from 'node:fs'
import { chmod, lstat, mkdir, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { FatalError } from '../../../domain/errors.ts'

/** A user and group of the operating system. */
export interface Account {
  uid: number
  gid: number
}

/** Where one cluster lives and who runs it. */
export interface Place {
  home: string
  /** Holds the credentials, the log and the data of the cluster; its siblings `directory.*` belong to it too. */
  directory: string
  dataDir: string
  /** Set when this process is root, as which PostgreSQL refuses to run. */
  runAs: Account | undefined
  /** A file in the home that says where the cluster is; set when the cluster is not in the home. */
  signpost: string | undefined
}

const nobody: Account = { uid: 65534, gid: 65534 }
const sharedRoot = '/var/lib/doclift'

/**
 * Chooses the directory of the cluster and creates what is above it. It is in the home, except for root when the
 * home is below a directory closed to others: then no other user can run a server there, and the cluster goes to
 * a directory named after the home under /var/lib/doclift. A cluster that exists stays where it is.
 */
export async function choosePlace(home: string): Promise<Place> {
  await mkdir(home, { recursive: true })
  const realHome = await realpath(home)
  const inside = join(realHome, 'postgres')
  if (process.getuid?.() !== 0) return placeOfOrdinaryUser(realHome, inside)
  const outside = outsideDirectory(realHome)
  if (isCluster(outside)) return placeOutside(realHome, outside)
  if (isCluster(inside)) return placeOfExistingCluster(realHome, inside)
  return (await canReach(realHome, nobody)) ? place(realHome, inside, nobody) : placeOutside(realHome, outside)
}

/** Every directory that belongs to the cluster of this home: the cluster, copies of the binaries, unfinished drafts. */
export async function listTraces(home: string): Promise<string[]> {
  if (!existsSync(home)) return []
  const realHome = await realpath(home)
  const inside = await listSiblings(join(realHome, 'postgres'))
  const outside = process.getuid?.() === 0 ? await listSiblings(outsideDirectory(realHome)) : []
  return [...inside, ...outside, ...[signpostOf(realHome)].filter((path) => existsSync(path))]
}

/** Whether the account may enter every directory from the root of the file system down to this one. */
export async function canReach(directory: string, account: Account): Promise<boolean> {
  if (!mayEnter(await stat(directory), account)) return false
  const parent = dirname(directory)
  return parent === directory || canReach(parent, account)
}

function mayEnter(entry: Stats, account: Account): boolean {
  if (entry.uid === account.uid) return (entry.mode & 0o100) !== 0
  if (entry.gid === account.gid) return (entry.mode & 0o010) !== 0
  return (entry.mode & 0o001) !== 0
}

function place(home: string, directory: string, runAs: Account | undefined): Place {
  return { home, directory, dataDir: join(directory, 'data'), runAs, signpost: undefined }
}

async function placeOfOrdinaryUser(home: string, directory: string): Promise<Place> {
  const existing = [directory, signpostOf(home)].find((path) => existsSync(path))
  const owner = existing === undefined ? undefined : (await lstat(existing)).uid
  if (process.getuid !== undefined && owner !== undefined && owner !== process.getuid()) {
    throw new FatalError(
      'postgres.data-of-another-user',
      `The embedded database of ${home} was made by user ${owner}. Run Doclift as that user, or let that user remove it.`,
    )
  }
  return place(home, directory, undefined)
}

/** Root runs an existing cluster as the user who owns its data, so `sudo` does not lock that user out. */
async function placeOfExistingCluster(home: string, directory: string): Promise<Place> {
  const { uid, gid } = await lstat(join(directory, 'data'))
  if (await canReach(directory, { uid, gid })) return place(home, directory, { uid, gid })
  throw new FatalError(
    'postgres.data-unreachable',
    `The embedded database in ${directory} belongs to user ${uid}, who can no longer enter that directory. Let others enter the directories above it (chmod o+x), or start over with a reset.`,
  )
}

async function placeOutside(home: string, directory: string): Promise<Place> {
  await createSafeDirectory(sharedRoot)
  if (existsSync(directory)) await assertSafe(directory)
  return { ...place(home, directory, nobody), signpost: signpostOf(home) }
}

async function createSafeDirectory(path: string): Promise<void> {
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await assertSafe(path)
  await chmod(path, 0o711)
}

/** A directory that others could write to, or a link they planted, would let them choose what root reads or deletes. */
async function assertSafe(path: string): Promise<void> {
  const entry = await lstat(path)
  if (entry.isDirectory() && entry.uid === process.getuid?.() && (entry.mode & 0o022) === 0) return
  throw new FatalError(
    'postgres.unsafe-directory',
    `${path} must be a directory that only root can write to; it is not. Remove it, or set DATABASE_URL to use another database.`,
  )
}

async function listSiblings(directory: string): Promise<string[]> {
  const parent = dirname(directory)
  if (!existsSync(parent)) return []
  if (parent === sharedRoot) await assertSafe(parent)
  const names = await readdir(parent)
  const isOurs = (name: string) => name === basename(directory) || name.startsWith(`${basename(directory)}.`)
  return names.filter(isOurs).map((name) => join(parent, name))
}

function outsideDirectory(home: string): string {
  return join(sharedRoot, createHash('sha256').update(resolve(home)).digest('hex').slice(0, 16))
}

function signpostOf(home: string): string {
  return join(home, 'postgres-is-elsewhere.txt')
}

function isCluster(directory: string): boolean {
  return existsSync(join(directory, 'data', 'PG_VERSION'))
}
