import { PermanentError } from '../domain/errors.ts'
import type { Binding, Environment } from '../domain/org/identity.ts'
import { toRecordId18 } from '../domain/org/record-id.ts'
import type { Actor, Role } from '../domain/run/run.ts'
import type { Clock } from '../ports/clock.ts'
import type { AccessStore } from '../ports/tracking/access.ts'
import { hashToken, TOKEN_PREFIX } from './create-token.ts'

/**
 * A public key of the org's tokens. Its kid and issuer stand for exactly one role, org and environment; while a key is
 * being replaced, the old and the new one stand for the same.
 */
export interface OrgTokenKey {
  kid: string
  issuer: string
  publicKeyPem: string
  role: Role
  /** 18 characters. */
  orgId: string
  environment: Environment
}

/** Claims of a token from the org; times in seconds since 1970. */
export interface OrgTokenClaims {
  iss: string
  /** Id of the user in the org; a formula there gives 15 characters. */
  sub: string
  iat: number
  nbf: number
  exp: number
  role: string
  /** 15 or 18 characters. */
  org_id: string
  environment: string
}

/** A token of the org that was accepted. */
export interface OrgToken {
  /** SHA-256. */
  hashHex: string
  /** 18 characters. */
  userId: string
  expiresAt: Date
}

/** Who calls; with the token itself when it is one of the org, because acts ask more of it. */
export interface Caller {
  actor: Actor
  orgToken?: OrgToken
}

/** Longest life of a token from the org, in seconds: External Credentials give two minutes. */
export const LONGEST_ORG_TOKEN_LIFE_SECONDS = 120

export interface AuthenticatePorts {
  tracking: Pick<AccessStore, 'findToken'>
  clock: Clock
  /** What this installation is bound to; undefined before the first login to the org. */
  readBinding(): Promise<Binding | undefined>
  /** Proves signature, times, issuer and audience of a token from the org. Throws when anything is wrong. */
  verifyOrgToken(token: string): { key: OrgTokenKey; claims: OrgTokenClaims }
}

/**
 * Who is calling, by an automation token or a token from the org.
 * @throws PermanentError `api.unauthorised` for everything that is not a valid token; it never says what was wrong
 */
export async function authenticate(ports: AuthenticatePorts, bearer: string): Promise<Caller> {
  const isAutomation = bearer.startsWith(TOKEN_PREFIX)
  const caller = isAutomation ? await automationCaller(ports, bearer) : await orgCaller(ports, bearer)
  if (!caller) throw unauthorised()
  return caller
}

/** The answer to a missing and to a wrong token alike. */
export function unauthorised(): PermanentError {
  return new PermanentError('api.unauthorised', 'A valid token is required in the Authorization header.')
}

async function automationCaller({ tracking, clock }: AuthenticatePorts, bearer: string): Promise<Caller | undefined> {
  const token = await tracking.findToken(hashToken(bearer), clock.now())
  return token && { actor: { id: `token:${token.id}`, role: token.role } }
}

async function orgCaller(ports: AuthenticatePorts, bearer: string): Promise<Caller | undefined> {
  const { key, claims } = verifiedOrgToken(ports, bearer)
  const userId = userIdOf(claims)
  const isOurs = isBoundTo(key, await ports.readBinding())
  if (!isOurs || !userId || !agrees(claims, key) || !isShortLived(claims)) return undefined
  const orgToken = { hashHex: hashToken(bearer), userId, expiresAt: new Date(claims.exp * 1_000) }
  return { actor: { id: `user:${userId}`, role: key.role }, orgToken }
}

function verifiedOrgToken(ports: AuthenticatePorts, bearer: string) {
  try {
    return ports.verifyOrgToken(bearer)
  } catch {
    throw unauthorised()
  }
}

function isBoundTo(key: OrgTokenKey, binding: Binding | undefined): boolean {
  return binding !== undefined && key.orgId === binding.orgId && key.environment === binding.environment
}

/** What the token says of itself must be what its key stands for. */
function agrees(claims: OrgTokenClaims, key: OrgTokenKey): boolean {
  const isSame = claims.iss === key.issuer && claims.role === key.role && claims.environment === key.environment
  return isSame && toRecordId18(String(claims.org_id)) === key.orgId
}

/** One user is one actor, whichever form of the id the token has. */
function userIdOf({ sub }: OrgTokenClaims): string | undefined {
  const userId = toRecordId18(String(sub))
  return userId?.startsWith('005') ? userId : undefined
}

function isShortLived({ iat, exp }: OrgTokenClaims): boolean {
  return exp - iat <= LONGEST_ORG_TOKEN_LIFE_SECONDS
}
