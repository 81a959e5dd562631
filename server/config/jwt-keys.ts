import { createPublicKey } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'
import { toRecordId18 } from '../domain/org/record-id.ts'

const KeySchema = Type.Object(
  {
    kid: Type.String({ minLength: 1, maxLength: 200 }),
    issuer: Type.String({ minLength: 1, maxLength: 500 }),
    publicKeyPem: Type.String({ minLength: 1, maxLength: 16_384 }),
    role: Type.Enum(['viewer', 'operator', 'approver', 'admin']),
    orgId: Type.String({ pattern: '^00D[A-Za-z0-9]{12}([A-Z0-5]{3})?$' }),
    environment: Type.Enum(['sandbox', 'production']),
  },
  { additionalProperties: false },
)
const KeysSchema = Type.Array(KeySchema, { maxItems: 100 })

/** A public key of the org's tokens and all that it may stand for. */
export type JwtKey = Readonly<Static<typeof KeySchema>>

const SHORTEST_MODULUS_BITS = 2_048

/**
 * Reads the file of public keys.
 * @param environment what this installation serves; a key for another one is a problem
 * @returns the keys with 18-character org ids, and a sentence for every problem
 */
export function parseJwtKeys(text: string, environment: unknown): { keys: JwtKey[]; problems: string[] } {
  const parsed = parseJson(text)
  if (!Check(KeysSchema, parsed)) return { keys: [], problems: [WRONG_SHAPE] }
  const problems = parsed.flatMap((key, index) => keyProblems(key, index, parsed, environment))
  return { keys: parsed.map((key) => ({ ...key, orgId: toRecordId18(key.orgId) ?? key.orgId })), problems }
}

const WRONG_SHAPE =
  'JWT_KEYS_FILE must hold a JSON array of objects with kid, issuer, publicKeyPem, role, orgId and environment.'

function keyProblems(key: JwtKey, index: number, all: readonly JwtKey[], environment: unknown): string[] {
  const where = `JWT_KEYS_FILE, key ${index + 1}:`
  const problems: string[] = []
  if (all.findIndex((other) => other.kid === key.kid) !== index) problems.push(`${where} another key has the same kid.`)
  if (!isStrongRsaKey(key.publicKeyPem))
    problems.push(`${where} publicKeyPem must be a public RSA key of 2048 bits or more.`)
  if (!toRecordId18(key.orgId)) problems.push(`${where} orgId must be the id of an org.`)
  if (key.environment !== environment) problems.push(`${where} environment must be the one of ENVIRONMENT.`)
  return problems
}

function isStrongRsaKey(pem: string): boolean {
  // A private key would be accepted by createPublicKey; it must not lie in this file at all.
  if (!/^\s*-----BEGIN (PUBLIC KEY|CERTIFICATE)-----/.test(pem)) return false
  try {
    const key = createPublicKey(pem)
    return key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= SHORTEST_MODULUS_BITS
  } catch {
    return false
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
