import { type DestinationStream, pino } from 'pino'
import type { Redact } from '../../domain/redact.ts'
import type { Log } from '../../ports/log.ts'

/** Keys whose values never reach a log line, at the top and one level below. */
const SECRET_KEYS = ['authorization', 'token', 'secret', 'password', 'clientSecret', 'secretAccessKey', 'privateKey']

/**
 * JSON lines, with the values of secret keys left out and every finished line redacted: an error of somebody else's library
 * can quote anything.
 * @param options.stream where lines go; standard output when left out
 * @param options.facts what every line says
 */
export function pinoLog(
  level: string,
  redact: Redact,
  { stream, facts = {} }: { stream?: DestinationStream; facts?: Readonly<Record<string, unknown>> } = {},
): Log {
  const paths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`])
  const options = { level, redact: { paths, censor: '[redacted]' }, hooks: { streamWrite: redact } }
  const logger = (stream ? pino(options, stream) : pino(options)).child(facts)
  return {
    info: (message, about = {}) => logger.info(loggable(about), message),
    warn: (message, about = {}) => logger.warn(loggable(about), message),
    error: (message, about = {}) => logger.error(loggable(about), message),
  }
}

/** pino serialises an error well only under the name `err`. */
function loggable({ error, ...facts }: Readonly<Record<string, unknown>>) {
  return error === undefined ? facts : { ...facts, err: error }
}
