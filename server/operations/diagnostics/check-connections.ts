import { type DocliftError, toDocliftError } from '../../domain/errors.ts'
import type { Context } from '../context.ts'
import type { About } from './about.ts'
import { connectionsOf } from './connections.ts'
import type { Connection, ConnectionName, Finding } from './finding.ts'

/** What one look at a connection found. */
export interface ConnectionCheck extends Required<Finding> {
  name: ConnectionName
  /** What to do next; null when it works. */
  advice: string | null
  /** ISO 8601, UTC. */
  checkedAt: string
  durationMs: number
}

/** A connection that has not answered by then does not. */
const LONGEST_CHECK_MS = 5_000

/** Looks at all connections at once, each for five seconds at most. Never throws: what fails is told in a sentence. */
export function checkConnections(context: Context, about: About): Promise<ConnectionCheck[]> {
  return Promise.all(connectionsOf(context, about).map((connection) => checkConnection(context, connection)))
}

async function checkConnection(context: Context, connection: Connection): Promise<ConnectionCheck> {
  const { clock } = context.ports
  const startedAt = clock.now()
  const { status, sentence, facts = {} } = await lookInTime(context, connection)
  const durationMs = clock.now().getTime() - startedAt.getTime()
  const advice = status === 'ok' ? null : connection.advice
  return { name: connection.name, status, sentence, facts, advice, checkedAt: startedAt.toISOString(), durationMs }
}

async function lookInTime({ ports }: Context, connection: Connection): Promise<Finding> {
  const ended = new AbortController()
  try {
    const tooLate = ports.clock.sleep(LONGEST_CHECK_MS, ended.signal).then((): Finding => TOO_LATE)
    tooLate.catch(() => undefined)
    return await Promise.race([connection.look(ended.signal), tooLate])
  } catch (thrown) {
    const error = toDocliftError(thrown)
    ports.log.info(`The connection "${connection.name}" fails.`, { code: error.code, error: thrown })
    return toFinding(error)
  } finally {
    ended.abort()
  }
}

const TOO_LATE: Finding = { status: 'failing', sentence: `No answer came within ${LONGEST_CHECK_MS / 1_000} seconds.` }

/** Words of Doclift are safe to show; of anything else only the log is told. */
function toFinding({ code, message }: DocliftError): Finding {
  return { status: 'failing', sentence: message, facts: { code } }
}
