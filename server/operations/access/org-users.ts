import { DocliftError, TransientError } from '../../domain/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { OrgReader, OrgUser } from '../../ports/salesforce-org.ts'

/** How long an answer of the org about a user counts. */
export const USER_FRESH_FOR_MS = 60_000
/** More users than this act on one installation within a minute only if something is wrong. */
const MOST_USERS = 1_000

/** Users of the org as it showed them within the last minute. */
export type OrgUsers = (userId: string) => Promise<OrgUser | undefined>

interface Asked {
  at: number
  answer: Promise<OrgUser | undefined>
}

/**
 * Asks the org for users, and once a minute at most for the same one. A failure is not remembered.
 * What is returned throws TransientError `api.org-not-asked` when the org gives no answer.
 */
export function rememberOrgUsers({ org, clock }: { org: Pick<OrgReader, 'findUser'>; clock: Clock }): OrgUsers {
  const asked = new Map<string, Asked>()
  return (userId) => {
    const known = asked.get(userId)
    const now = clock.now().getTime()
    if (known && now - known.at < USER_FRESH_FOR_MS) return known.answer
    const entry = { at: now, answer: org.findUser(userId).catch(notAsked) }
    remember(asked, userId, entry)
    entry.answer.catch(() => asked.get(userId) === entry && asked.delete(userId))
    return entry.answer
  }
}

function remember(asked: Map<string, Asked>, userId: string, entry: Asked): void {
  asked.delete(userId)
  asked.set(userId, entry)
  const [oldest] = asked.keys()
  if (asked.size > MOST_USERS && oldest !== undefined) asked.delete(oldest)
}

/** What only a person can mend (a login, a permission of the integration user) is no fault of the caller either. */
function notAsked(error: unknown): never {
  if (!(error instanceof DocliftError)) throw error
  const { message, retryAfterMs } = error
  const details = { cause: error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
  throw new TransientError('api.org-not-asked', `The org gave no answer about its user. ${message}`, details)
}
