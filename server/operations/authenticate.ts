import { PermanentError } from '../domain/errors.ts'
import type { Binding, Environment } from '../domain/org/identity.ts'
import type { Actor, Role } from '../domain/run/run.ts'
import type { Clock } from '../ports/clock.ts'
import type { AccessStore } from '../ports/tracking/access.ts'
import { hashToken, TOKEN_PREFIX } from './create-token.ts'

/** A public key of the org's tokens. Its kid and issuer stand for exactly one role, org and environment. */
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
  /** Id of the user in the org. */
  sub: string
  iat: number
  nbf: number
  exp: number
  role: string
  org_id: string
  environment: string
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
export async function authenticate(ports: AuthenticatePorts, bearer: string): Promise<Actor> {
  const actor = bearer.startsWith(TOKEN_PREFIX) ? await automationActor(ports, bearer) : await orgActor(ports, bearer)
  if (!actor) throw unauthorised()
  return actor
}

/** The answer to a missing and to a wrong token alike. */
export function unauthorised(): PermanentError {
  return new PermanentError('api.unauthorised', 'A valid token is required in the Authorization header.')
}

async function automationActor({ tracking, clock }: AuthenticatePorts, bearer: string): Promise<Actor | undefined> {
  const token = await tracking.findToken(hashToken(bearer), clock.now())
  return token && { id: `token:${token.id}`, role: token.role }
}

async function orgActor(ports: AuthenticatePorts, bearer: string): Promise<Actor | undefined> {
  const { key, claims } = verifiedOrgToken(ports, bearer)
  const isOurs = isBoundTo(key, await ports.readBinding())
  if (!isOurs || !agrees(claims, key) || !isShortLived(claims)) return undefined
  return { id: `user:${claims.sub}`, role: key.role }
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
  return isSame && claims.org_id === key.orgId && /^005[A-Za-z0-9]{12}([A-Z0-5]{3})?$/.test(claims.sub)
}

function isShortLived({ iat, exp }: OrgTokenClaims): boolean {
  return exp - iat <= LONGEST_ORG_TOKEN_LIFE_SECONDS
}
