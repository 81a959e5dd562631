import { DocliftError, TransientError } from '../../domain/errors.ts'
import type { LeastSpeed } from './least-speed.ts'

/**
 * A connection that failed before the whole answer was there. The low-level error stays out, because a parser's error
 * quotes what the other side sent; its code is kept as a fact.
 * @param prefix first part of the code: `s3` gives `s3.connection`
 */
export function connectionError(prefix: string, host: string, thrown: unknown): DocliftError {
  if (thrown instanceof DocliftError) return thrown
  const reason = reasonOf(thrown)
  return new TransientError(
    `${prefix}.connection`,
    `Expected an answer from ${host}; the connection failed (${reason}). It is tried again. If it stays so, check the address, the network and the certificate.`,
    { facts: { host, reason } },
  )
}

/** A body that comes so slowly that it counts as a connection that broke. */
export function tooSlowError(prefix: string, host: string, { leastBytes, withinMs }: LeastSpeed): TransientError {
  return new TransientError(
    `${prefix}.connection`,
    `Expected at least ${leastBytes} bytes in ${withinMs / 1_000} s from ${host}; fewer came. It is tried again. If it stays so, look at the line and at the host.`,
    { facts: { host, reason: 'TOO_SLOW' } },
  )
}

function reasonOf(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  if (typeof code === 'string' && /^[A-Z0-9_]{1,60}$/.test(code)) return code
  return thrown instanceof Error && /^[A-Za-z]{1,40}$/.test(thrown.name) ? thrown.name : 'unknown'
}
