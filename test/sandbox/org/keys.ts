import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { people, type Role } from './people.ts'

export interface KeyPair {
  file: string
  privateKey: KeyObject
  publicKeyPem: string
}

/** What the org's external client app and External Credentials hold. */
export interface OrgKeys {
  clientId: string
  clientSecret: string
  /** Signs the assertions with which Doclift logs in. */
  client: KeyPair
  /** One for each role, sign the tokens the org sends to Doclift. */
  inbound: Readonly<Record<Role, KeyPair>>
}

const generate = promisify(generateKeyPair)

/** Reads the org's keys from a folder; makes those that are not there. */
export async function openKeys(folder: string): Promise<OrgKeys> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const [clientId, clientSecret, client] = await Promise.all([
    keep(join(folder, 'client-id'), async () => `3MVG9${randomBytes(30).toString('base64url')}`),
    keep(join(folder, 'client-secret'), async () => randomBytes(32).toString('hex').toUpperCase()),
    keyPair(join(folder, 'client.pem')),
  ])
  return { clientId, clientSecret, client, inbound: await inboundKeys(folder) }
}

/** The id of the key that signs for a role. */
export function keyIdOf(role: Role): string {
  return `doclift-${role}`
}

async function inboundKeys(folder: string): Promise<OrgKeys['inbound']> {
  const pairs = await Promise.all(
    (Object.keys(people) as Role[]).map(
      async (role) => [role, await keyPair(join(folder, `${keyIdOf(role)}.pem`))] as const,
    ),
  )
  return Object.fromEntries(pairs) as Record<Role, KeyPair>
}

async function keyPair(file: string): Promise<KeyPair> {
  const privateKey = createPrivateKey(await keep(file, makePrivateKey))
  const publicKeyPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  return { file, privateKey, publicKeyPem }
}

async function makePrivateKey(): Promise<string> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** Gives a file's text. Makes it first when absent; the rename sees to it that a kill leaves no half file. */
async function keep(file: string, make: () => Promise<string>): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(absent)
  if (kept !== undefined) return kept
  const text = await make()
  await writeFile(`${file}.new`, text, { mode: 0o600 })
  await rename(`${file}.new`, file)
  return text
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
