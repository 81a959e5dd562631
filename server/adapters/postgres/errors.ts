import { DocliftError, FatalError, PermanentError, TransientError } from '../../domain/errors.ts'

/** What pg and MikroORM tell about a failure. */
export interface DatabaseFailure {
  /** SQLSTATE, or the code of a socket error. */
  code: string | undefined
  message: string
  constraint: string | undefined
}

const SOCKET_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** The server said goodbye or is not ready: shutdown, crash, start-up, a session that idled out. */
const ABSENT_STATES: ReadonlySet<string> = new Set(['57P01', '57P02', '57P03', '57P05', '25P03'])

/** Class 53: the server has no room now, on its disk, in its memory or for connections; nothing is wrong with the statement. */
const NO_ROOM = '53'

/** The driver's own words when a connection breaks under a query or cannot be had; they carry no code. */
const BROKEN_CONNECTION =
  /Connection terminated|not queryable|timeout exceeded when trying to connect|Client was closed/

const MISSING_SCHEMA: ReadonlySet<string> = new Set(['42P01', '42703', '42883', '3F000'])

/** Two transactions waited for each other, and this one was chosen to begin anew. */
export function isDeadlock(thrown: unknown): boolean {
  return ['40P01', '40001'].includes(readFailure(thrown).code ?? '')
}

/** True when a statement broke this constraint or unique index. */
export function brokeConstraint(thrown: unknown, constraint: string): boolean {
  return thrown instanceof DocliftError && thrown.facts.constraint === constraint
}

/**
 * Any failure of the database as an error of Doclift: TransientError `database.unavailable`, FatalError `database.schema`,
 * `database.refused` (login or privilege), `database.constraint` (the ledger keeps an invariant), else PermanentError
 * `database.failed`. The details of the server, which quote rows, are left behind.
 */
export function toDatabaseError(thrown: unknown): DocliftError {
  if (thrown instanceof DocliftError) return thrown
  const failure = readFailure(thrown)
  const details = { cause: new Error(failure.message), facts: readFacts(failure) }
  const code = failure.code ?? ''
  if (code.startsWith(NO_ROOM)) {
    const message = `The database has no room: ${failure.message}. It is tried again. Give it more, above all on its disk.`
    return new TransientError('database.unavailable', message, details)
  }
  if (isUnavailable(failure)) {
    return new TransientError('database.unavailable', 'The database does not answer. It is tried again.', details)
  }
  if (MISSING_SCHEMA.has(code)) {
    const message = `The database has another schema than this code: ${failure.message}. Run "npx doclift db migrate".`
    return new FatalError('database.schema', message, details)
  }
  if (code.startsWith('28') || code === '3D000' || code === '42501') {
    return new FatalError(
      'database.refused',
      `The database refuses us: ${failure.message}. Check its address and role.`,
      details,
    )
  }
  if (code.startsWith('23')) {
    return new FatalError('database.constraint', `The ledger refuses a change: ${failure.message}.`, details)
  }
  return new PermanentError('database.failed', `The database failed: ${failure.message}.`, details)
}

function readFacts({ code, constraint }: DatabaseFailure): Record<string, string> {
  return { ...(code === undefined ? {} : { state: code }), ...(constraint === undefined ? {} : { constraint }) }
}

function isUnavailable({ code = '', message }: DatabaseFailure): boolean {
  return SOCKET_CODES.has(code) || ABSENT_STATES.has(code) || code.startsWith('08') || BROKEN_CONNECTION.test(message)
}

function readFailure(thrown: unknown): DatabaseFailure {
  const { code, constraint } = (thrown ?? {}) as { code?: unknown; constraint?: unknown }
  return {
    code: typeof code === 'string' ? code : undefined,
    constraint: typeof constraint === 'string' ? constraint : undefined,
    message: thrown instanceof Error ? firstLine(thrown.message) : String(thrown),
  }
}

/** MikroORM adds lines with the details of the server, which quote rows. */
function firstLine(message: string): string {
  return message.split('\n')[0] ?? message
}
