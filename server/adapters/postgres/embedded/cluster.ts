import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'
import type { Place } from './place.ts'
import { runProgram } from './program.ts'
import { publishDirectory } from './publish.ts'

/** The passwords of one cluster. They need no escaping in SQL or in a URL. */
export interface Credentials {
  superuserPassword: string
  ownerPassword: string
  appPassword: string
}

/** Creates the cluster with its roles and its database unless it exists, and gives its passwords. */
export async function ensureCluster(place: Place, binaries: Binaries, isDurable: boolean): Promise<Credentials> {
  if (!existsSync(place.directory)) {
    await publishDirectory(place.directory, (draft) => fillCluster({ ...place, directory: draft }, binaries, isDurable))
  }
  return JSON.parse(await readFile(credentialsIn(place.directory), 'utf8')) as Credentials
}

async function fillCluster(place: Place, binaries: Binaries, isDurable: boolean): Promise<void> {
  const draft = { ...place, dataDir: join(place.directory, 'data') }
  const credentials = createCredentials()
  await createDirectories(draft)
  await initialise(draft, binaries, credentials, isDurable)
  await provision(draft, binaries, credentials)
  await writeFile(credentialsIn(draft.directory), JSON.stringify(credentials), { mode: 0o600, flag: 'wx' })
}

async function createDirectories(place: Place): Promise<void> {
  await mkdir(place.directory)
  await chmod(place.directory, place.runAs === undefined ? 0o700 : 0o711)
  await mkdir(place.dataDir, { mode: 0o700 })
  await handOver(place.dataDir, place)
}

async function initialise(place: Place, binaries: Binaries, credentials: Credentials, isDurable: boolean) {
  const passwordFile = join(place.directory, 'superuser-password')
  await writeFile(passwordFile, credentials.superuserPassword, { mode: 0o600, flag: 'wx' })
  await handOver(passwordFile, place)
  const identity = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  // Sorting by code point is the same on every machine, and upper and lower still know all of Unicode.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const settings = ['--set=timezone=UTC', '--set=log_timezone=UTC', ...(isDurable ? [] : ['--no-sync'])]
  await runProgram(binaries.initdb, ['-D', place.dataDir, ...identity, ...locale, ...settings], place)
  await rm(passwordFile)
}

/** Single-user mode needs no port and no password, so no other process can meet a half-made cluster. */
async function provision(place: Place, binaries: Binaries, credentials: Credentials): Promise<void> {
  const statements = [
    `create role doclift_owner login password '${credentials.ownerPassword}'`,
    `create role doclift_app login password '${credentials.appPassword}'`,
    'create database doclift owner doclift_owner',
  ]
  const settings = ['exit_on_error=on', 'log_min_error_statement=panic'].flatMap((setting) => ['-c', setting])
  const args = ['--single', '-D', place.dataDir, ...settings, 'postgres']
  await runProgram(binaries.postgres, args, place, `${statements.join('\n')}\n`)
}

function createCredentials(): Credentials {
  const password = () => randomBytes(24).toString('base64url')
  return { superuserPassword: password(), ownerPassword: password(), appPassword: password() }
}

function credentialsIn(directory: string): string {
  return join(directory, 'credentials.json')
}

async function handOver(path: string, place: Place): Promise<void> {
  if (place.runAs !== undefined) await chown(path, place.runAs.uid, place.runAs.gid)
}
