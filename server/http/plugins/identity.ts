import fastifyJwt from '@fastify/jwt'
import type { FastifyContextConfig, FastifyRequest, onRouteHookHandler } from 'fastify'
import { DocliftError, PermanentError } from '../../domain/errors.ts'
import { type Actor, hasRole, type Role } from '../../domain/run/run.ts'
import {
  type AuthenticatePorts,
  authenticate,
  type Caller,
  type OrgTokenClaims,
  type OrgTokenKey,
  unauthorised,
} from '../../operations/authenticate.ts'
import type { Services } from '../../operations/services.ts'
import type { App } from '../app.ts'
import { type Attempts, countAttempts } from './attempts.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The least role that may call the route; `public` needs no token. Every route says it. */
    role?: Role | 'public'
  }
  interface FastifyRequest {
    /** Who is calling; set on every route that is not public. */
    actor: Actor
  }
}

const AUDIENCE = 'doclift'
const ALGORITHM = 'RS256'
/** Clocks of org and service may differ by this much. */
const LEEWAY_MS = 5_000
/** Every other method is an act. */
const READING = ['GET', 'HEAD']
const REQUIRED_CLAIMS = ['iss', 'sub', 'aud', 'iat', 'nbf', 'exp', 'role', 'org_id', 'environment']

/** Who is calling and whether they may: one hook for every route, before anything of the request is parsed. */
export async function addIdentity(app: App, services: Services): Promise<void> {
  const keys = new Map(services.orgTokenKeys.map((key) => [key.kid, key]))
  await app.register(fastifyJwt, { secret: { public: noDefaultKey }, decode: { complete: true } })
  const ports: AuthenticatePorts = {
    tracking: services.tracking,
    clock: services.clock,
    readBinding: () => services.tracking.readBinding(),
    verifyOrgToken: (token) => verifyOrgToken(app, keys, services.clock.now(), token),
  }
  const attempts = countAttempts(services.clock)
  app.decorateRequest('actor')
  app.addHook('onRoute', requireRole)
  app.addHook('onRequest', async (request) => {
    const { role } = request.routeOptions.config
    if (request.is404 || role === 'public') return
    const caller = await identify(request, ports, attempts)
    request.actor = caller.actor
    await admit(request, caller, services)
  })
}

/** Every verification names its own key, by kid; a key that fits any token does not exist. */
function noDefaultKey(): Promise<never> {
  return Promise.reject(unauthorised())
}

const requireRole: onRouteHookHandler = ({ method, url, config }) => {
  if (!config?.role) throw new Error(`Route ${String(method)} ${url} must name a role in its config.`)
}

/** A token that is wrong is answered 401, and 429 once its address has sent too many; a valid one always gets through. */
async function identify(request: FastifyRequest, ports: AuthenticatePorts, attempts: Attempts): Promise<Caller> {
  const token = bearerOf(request)
  try {
    if (token === undefined || attempts.isKnownWrong(token)) throw unauthorised()
    return await authenticate(ports, token)
  } catch (error) {
    if (!(error instanceof DocliftError) || error.code !== 'api.unauthorised') throw error
    throw attempts.noteFailure(request.ip, token) ?? error
  }
}

async function admit({ method, routeOptions }: FastifyRequest, caller: Caller, services: Services): Promise<void> {
  const { role } = routeOptions.config
  const { actor, orgToken } = caller
  if (!role || role === 'public' || !hasRole(actor.role, role)) throw forbidden(role)
  if (orgToken && !READING.includes(method)) await services.access.admitOrgAct(actor.role, orgToken)
}

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,8192})$/i.exec(headers.authorization ?? '')?.[1]
}

function forbidden(role: FastifyContextConfig['role']): PermanentError {
  return new PermanentError('api.forbidden', `This needs the role ${role} or a higher one.`)
}

/** Proves a token of the org by the key that its kid names; no other key and no other algorithm is tried. */
function verifyOrgToken(app: App, keys: ReadonlyMap<string, OrgTokenKey>, now: Date, token: string) {
  const key = keys.get(kidOf(app, token))
  if (!key) throw unauthorised()
  const claims = app.jwt.verify<OrgTokenClaims>(token, {
    key: key.publicKeyPem,
    algorithms: [ALGORITHM],
    allowedIss: key.issuer,
    allowedAud: AUDIENCE,
    requiredClaims: REQUIRED_CLAIMS,
    clockTolerance: LEEWAY_MS,
    clockTimestamp: now.getTime(),
  })
  if (!hasSaneTimes(claims, now)) throw unauthorised()
  return { key, claims }
}

function kidOf(app: App, token: string): string {
  const decoded = app.jwt.decode<{ header: { kid?: unknown } }>(token)
  return String(decoded?.header.kid ?? '')
}

/** The times are numbers, and the token was not issued in the future; the verifier does not look at `iat`. */
function hasSaneTimes({ iat, nbf, exp }: OrgTokenClaims, now: Date): boolean {
  return [iat, nbf, exp].every(Number.isSafeInteger) && iat * 1_000 <= now.getTime() + LEEWAY_MS
}
