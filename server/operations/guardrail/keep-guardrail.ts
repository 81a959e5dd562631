import { OUTCOMES_UNKNOWN } from '../../domain/run/pause.ts'
import type { Actor } from '../../domain/run/run.ts'
import { type Guardrail, notKnownYetSentence, tooManyFailuresSentence } from '../../domain/switch/guardrail.ts'
import { type Context, SERVICE_ACTOR_ID } from '../context.ts'
import { haltRun } from '../halt-run.ts'
import { unlessRefused } from '../unless-refused.ts'
import { readGuardrail } from './read-guardrail.ts'

const TOO_MANY_FAILURES = 'switch.too-many-failures'

const SERVICE: Actor = { id: SERVICE_ACTOR_ID, role: 'admin' }

/**
 * Stops a switch before its next write when too much of what it wrote last went wrong, and lets it rest while it is not known
 * how much. It is not asked about a rollback, which never waits.
 */
export async function keepGuardrail(context: Context, runId: string): Promise<void> {
  const guardrail = await readGuardrail(context, runId)
  if (guardrail.outcome === 'too-many-failures') await halt(context, runId, guardrail)
  if (guardrail.outcome === 'not-known') await rest(context, runId, guardrail)
}

async function halt(context: Context, runId: string, guardrail: Guardrail): Promise<void> {
  const reason = { code: TOO_MANY_FAILURES, sentence: tooManyFailuresSentence(guardrail) }
  if (!(await unlessRefused('run.not-running', haltRun(context, runId, SERVICE, reason)))) return
  context.ports.log.warn(reason.sentence, { runId })
}

/** By then no write whose answer was lost can happen any more, so reading says what became of it. */
async function rest({ ports, settings }: Context, runId: string, guardrail: Guardrail): Promise<void> {
  const now = ports.clock.now()
  const resumeAt = new Date(now.getTime() + settings.switching.doubtMs)
  const reason = { code: OUTCOMES_UNKNOWN, sentence: notKnownYetSentence(guardrail, resumeAt), resumeAt }
  if (!(await unlessRefused('run.not-running', ports.tracking.pauseRun(runId, SERVICE, now, reason)))) return
  ports.log.warn(reason.sentence, { runId })
}
