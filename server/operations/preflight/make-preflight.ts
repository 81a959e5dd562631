import { type DocliftError, toDocliftError } from '../../domain/errors.ts'
import { automationSentence } from '../../domain/preflight/automation.ts'
import { type Preflight, type PreflightFinding, type PreflightLine, worstOf } from '../../domain/preflight/preflight.ts'
import type { Actor } from '../../domain/run/run.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import type { Context } from '../context.ts'
import { type Look, looksOf } from './looks.ts'

export interface PreflightRequest {
  /** Records of the object as somebody counted them from whom sharing hides nothing; null when nobody did. */
  countInOrg: number | null
}

/** Counting two million records takes an org some seconds; who has not answered by then tells nothing. */
const LONGEST_LOOK_MS = 30_000

/**
 * Looks at the org before a switch: at everything at once, and stores what was found. What could not be found out is
 * inconclusive, never passed. Changes nothing in the org.
 * @throws PermanentError `api.idempotency-reused`
 */
export async function makePreflight(
  context: Context,
  { countInOrg }: PreflightRequest,
  actor: Actor,
  idempotency?: IdempotencyBinding,
): Promise<Preflight> {
  const { tracking, clock, ids } = context.ports
  const before = idempotency && (await tracking.findPreflight(idempotency))
  if (before) return before
  const lines = await Promise.all(looksOf(context, countInOrg).map((one) => lookAt(context, one)))
  const found = { outcome: worstOf(lines), automation: automationSentence(lines), lines }
  const preflight = { id: ids.next(), at: clock.now().toISOString(), actorId: actor.id, ...found }
  return await tracking.savePreflight(preflight, idempotency)
}

async function lookAt(context: Context, look: Look): Promise<PreflightLine> {
  return { item: look.item, ...(await findInTime(context, look)) }
}

async function findInTime({ ports }: Context, { item, needs, look }: Look): Promise<PreflightFinding> {
  const ended = new AbortController()
  try {
    const tooLate = ports.clock.sleep(LONGEST_LOOK_MS, ended.signal).then(() => TOO_LATE)
    tooLate.catch(() => undefined)
    return await Promise.race([look(), tooLate])
  } catch (thrown) {
    const error = toDocliftError(thrown)
    ports.log.info(`The preflight could not look at "${item}".`, { code: error.code, error: thrown })
    return notFound(error, needs)
  } finally {
    ended.abort()
  }
}

const TOO_LATE: PreflightFinding = {
  outcome: 'inconclusive',
  sentence: `Salesforce did not answer within ${LONGEST_LOOK_MS / 1_000} seconds. Check again.`,
  facts: {},
}

/** A refusal with a code of the org's own is about what the user may see; anything else about the way there. */
function notFound({ code, facts, message }: DocliftError, needs: string): PreflightFinding {
  const { errorCode } = facts
  if (code !== 'salesforce.bad-request' || typeof errorCode !== 'string') {
    return { outcome: 'inconclusive', sentence: `It could not be checked: ${message}`, facts: { code } }
  }
  const sentence = `Salesforce did not let the integration user look (${errorCode}). Grant it ${needs}, then check again.`
  return { outcome: 'inconclusive', sentence, facts: { code, errorCode, needs } }
}
