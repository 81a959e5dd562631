import { pino } from 'pino'
import type { Log } from '../../ports/log.ts'

/** Keys whose values never reach a log line, at the top and one level below. */
const SECRET_KEYS = ['authorization', 'token', 'secret', 'password', 'clientSecret', 'secretAccessKey', 'privateKey']

/** JSON lines on standard output, with the names of secrets redacted. */
export function pinoLog(level: string): Log {
  const paths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`])
  const logger = pino({ level, redact: { paths, censor: '[redacted]' } })
  return {
    info: (message, facts = {}) => logger.info(loggable(facts), message),
    warn: (message, facts = {}) => logger.warn(loggable(facts), message),
    error: (message, facts = {}) => logger.error(loggable(facts), message),
  }
}

/** pino serialises an error well only under the name `err`. */
function loggable({ error, ...facts }: Readonly<Record<string, unknown>>) {
  return error === undefined ? facts : { ...facts, err: error }
}
