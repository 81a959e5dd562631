import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SandboxInfo } from './info.ts'
import { readJson, writeJson } from './store/json-files.ts'

/** A start that cannot go on because of what it was told; its message is one sentence for a person. */
export class UsageError extends Error {}

/** What the world of a sandbox is made from. */
export interface World {
  records: number
  seed: string
  /** Whether the odd kinds of the zoo are planted. */
  zoo: boolean
  /** No document is larger; as large as it is drawn when left out. */
  largestDocumentBytes?: number | undefined
}

/** Addresses and secrets; kept from start to start, because URLs in the org and settings of clients name them. */
export interface Bindings {
  ports: { org: number; vendor: number; vendorBucket: number; store: number; control: number }
  vendorToken: string
  accessKeyId: string
  secretAccessKey: string
  controlToken: string
}

const DEFAULT_SEED = 'doclift'

/** The info of the last start in this home, or undefined for a new one. */
export async function readInfo(home: string): Promise<SandboxInfo | undefined> {
  await mkdir(home, { recursive: true, mode: 0o700 })
  return readJson<SandboxInfo>(infoFile(home))
}

export async function writeInfo(home: string, info: SandboxInfo): Promise<void> {
  await writeJson(infoFile(home), info, 0o600)
}

/**
 * The world to make: as given, otherwise as before.
 * @throws UsageError when the home holds another world, or when a new home is told no number of records
 */
export function chooseWorld(given: Partial<World>, before: SandboxInfo | undefined): World {
  const records = given.records ?? before?.records
  const seed = given.seed ?? before?.seed ?? DEFAULT_SEED
  if (records === undefined) throw new UsageError('A new sandbox needs --records.')
  const largestDocumentBytes = given.largestDocumentBytes ?? before?.largestDocumentBytes
  const world = { records, seed, zoo: given.zoo ?? before?.zoo ?? false, largestDocumentBytes }
  if (before && describeWorld(before) !== describeWorld(world)) {
    throw new UsageError(
      `This home holds a sandbox of ${describeWorld(before)}; asked for were ${describeWorld(world)}. Use the same values or another home.`,
    )
  }
  return world
}

function describeWorld({ records, seed, zoo, largestDocumentBytes }: World): string {
  const cut = largestDocumentBytes === undefined ? '' : ` of ${largestDocumentBytes} bytes at most`
  return `${records} records${cut} with seed "${seed}"${zoo ? ' and the zoo' : ''}`
}

/** Ports as given, otherwise as before, otherwise any; secrets as before, otherwise new. */
export function chooseBindings(given: Partial<Bindings['ports']>, before: SandboxInfo | undefined): Bindings {
  return {
    ports: {
      org: given.org ?? portOf(before?.org.url),
      vendor: given.vendor ?? portOf(before?.vendor.apiUrl),
      vendorBucket: given.vendorBucket ?? portOf(before && `http://${before.vendor.fileHosts[0]}`),
      store: given.store ?? portOf(before?.store.url),
      control: given.control ?? portOf(before?.controlUrl),
    },
    vendorToken: before?.vendor.token ?? newSecret(),
    accessKeyId: before?.store.accessKeyId ?? `SANDBOX${randomBytes(6).toString('hex').toUpperCase()}`,
    secretAccessKey: before?.store.secretAccessKey ?? newSecret(),
    controlToken: before?.controlToken ?? newSecret(),
  }
}

function portOf(url: string | undefined): number {
  return url === undefined ? 0 : Number(new URL(url).port)
}

function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

function infoFile(home: string): string {
  return join(home, 'sandbox.json')
}
