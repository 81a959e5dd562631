import { createPrivateKey, sign } from 'node:crypto'
import { FatalError } from '../../domain/errors.ts'

export interface AssertionClaims {
  clientId: string
  username: string
  /** Origin of the login host. */
  audience: string
  now: Date
}

/** Salesforce takes assertions for about three minutes; the rest is leeway for clocks that differ (platform 2.1). */
const LIFE_SECONDS = 150

/**
 * A signed JWT bearer assertion (RS256), good for one login.
 * @throws FatalError salesforce.unauthorised when the key is no RSA private key in PEM form
 */
export function signAssertion(claims: AssertionClaims, privateKeyPem: string): string {
  const issuedAt = Math.floor(claims.now.getTime() / 1000)
  const payload = { iss: claims.clientId, sub: claims.username, aud: claims.audience, exp: issuedAt + LIFE_SECONDS }
  const unsigned = `${encode({ alg: 'RS256' })}.${encode(payload)}`
  return `${unsigned}.${sign('RSA-SHA256', Buffer.from(unsigned), rsaKey(privateKeyPem)).toString('base64url')}`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

function rsaKey(privateKeyPem: string) {
  const key = readKey(privateKeyPem)
  if (key?.asymmetricKeyType === 'rsa') return key
  // Without a cause: what OpenSSL says about a key can quote it.
  throw new FatalError(
    'salesforce.unauthorised',
    'Expected the private key for the Salesforce login to be an RSA key in PEM form; it could not be read as one. Put the key of the certificate that the External Client App knows into the settings.',
  )
}

function readKey(privateKeyPem: string) {
  try {
    return createPrivateKey(privateKeyPem)
  } catch {
    return undefined
  }
}
