import { createHash, randomBytes } from 'node:crypto'
import { PermanentError } from '../domain/errors.ts'
import type { Actor, Role } from '../domain/run/run.ts'
import type { Clock, Ids } from '../ports/clock.ts'
import type { AccessStore, AutomationToken } from '../ports/tracking/access.ts'

export const TOKEN_PREFIX = 'doclift_'
const TOKEN_BYTES = 32
const LONGEST_LIFE_DAYS = 365
const DAY_MS = 86_400_000

export interface TokenRequest {
  /** What the token is for; shown in lists and in the audit log. */
  name: string
  role: Role
  lifeDays: number
}

/** The only time the token itself is seen. */
export interface CreatedToken extends AutomationToken {
  token: string
}

export interface CreateTokenPorts {
  tracking: Pick<AccessStore, 'createToken'>
  clock: Clock
  ids: Ids
}

/**
 * Creates an automation token. The ledger gets its hash; the token itself is returned once and kept nowhere.
 * @throws PermanentError `token.bad-request`
 */
export async function createToken(
  { tracking, clock, ids }: CreateTokenPorts,
  request: TokenRequest,
  actor: Actor,
): Promise<CreatedToken> {
  const problem = requestProblem(request)
  if (problem !== null) throw new PermanentError('token.bad-request', problem)
  const token = TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString('base64url')
  const stored = describeToken(request, ids.next(), actor, clock.now())
  await tracking.createToken({ ...stored, hashHex: hashToken(token) })
  return { ...stored, token }
}

/** SHA-256 of a token, hex. A token has 256 random bits, so a slow hash would add nothing. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function describeToken(request: TokenRequest, id: string, actor: Actor, now: Date): AutomationToken {
  const expiresAt = new Date(now.getTime() + request.lifeDays * DAY_MS)
  return {
    id,
    name: request.name,
    role: request.role,
    createdBy: actor.id,
    createdAt: now.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }
}

function requestProblem({ name, lifeDays }: TokenRequest): string | null {
  if (!/^[\p{L}\p{N}\p{P} ]{1,80}$/u.test(name) || name.trim() !== name) {
    return 'The name of a token must be 1 to 80 letters, digits, spaces or punctuation, without a space at its ends.'
  }
  if (Number.isInteger(lifeDays) && lifeDays >= 1 && lifeDays <= LONGEST_LIFE_DAYS) return null
  return `A token must live for 1 to ${LONGEST_LIFE_DAYS} whole days; ${lifeDays} was asked for.`
}
