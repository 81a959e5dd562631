import { type DocliftError, toDocliftError } from '../domain/errors.ts'
import type { Context } from './context.ts'

/**
 * What the work on one record ended with, as the result of this record; the log gets the words of what nobody expected.
 * @throws a fatal error, which stops the run, and the reason of an abort
 */
export function itemError({ ports }: Context, recordId: string, thrown: unknown, signal: AbortSignal): DocliftError {
  signal.throwIfAborted()
  const error = toDocliftError(thrown)
  if (error.behaviour === 'fatal') throw error
  if (error.code === 'internal.unexpected') ports.log.error(error.message, { recordId, code: error.code, error })
  return error
}
