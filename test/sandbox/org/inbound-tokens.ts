import { signJwt } from './jwt.ts'
import { keyIdOf, type OrgKeys } from './keys.ts'
import { people, type Role } from './people.ts'

export interface TokenRequest {
  role: Role
  /** 18 characters; the role's own user when absent. */
  userId?: string
  /** 120 when absent, as an External Credential does it. */
  lifeSeconds?: number
}

/** The public half of a key the org signs with, and what a token signed with it may say. */
export interface InboundKey {
  kid: string
  issuer: string
  publicKeyPem: string
  role: Role
  orgId: string
  environment: 'sandbox' | 'production'
}

/** Who signs: the org at its own address. */
export interface Issuer {
  keys: OrgKeys
  baseUrl: string
  orgId: string
  isSandbox: boolean
}

/**
 * Signs the token that the org's External Credential of a role sends to Doclift for a user. It has no `jti`: two of the same
 * second are the same.
 */
export function issueInboundToken(issuer: Issuer, { role, userId, lifeSeconds = 120 }: TokenRequest): string {
  const nowSeconds = Math.floor(Date.now() / 1000)
  const claims = {
    iss: issuer.baseUrl,
    sub: userId ?? people[role].userId,
    aud: 'doclift',
    role,
    org_id: issuer.orgId,
    environment: environmentOf(issuer),
    iat: nowSeconds,
    nbf: nowSeconds,
    exp: nowSeconds + lifeSeconds,
  }
  return signJwt({ kid: keyIdOf(role) }, claims, issuer.keys.inbound[role].privateKey)
}

/** Lists the public keys for Doclift's settings. */
export function listInboundKeys(issuer: Issuer): InboundKey[] {
  return (Object.keys(people) as Role[]).map((role) => ({
    kid: keyIdOf(role),
    issuer: issuer.baseUrl,
    publicKeyPem: issuer.keys.inbound[role].publicKeyPem,
    role,
    orgId: issuer.orgId,
    environment: environmentOf(issuer),
  }))
}

function environmentOf(issuer: Issuer): 'sandbox' | 'production' {
  return issuer.isSandbox ? 'sandbox' : 'production'
}
