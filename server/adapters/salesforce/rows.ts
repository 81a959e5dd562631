import { PermanentError } from '../../domain/errors.ts'
import type { UrlWrite, WriteResult } from '../../ports/salesforce-org.ts'
import { NULL_CELL } from './csv.ts'
import { cleanSentence } from './errors.ts'
import { ruleFor } from './refusals.ts'

/** The result of a row the org refused, with its code and words. */
export function refusedRow(recordId: string, code: string, message: string): WriteResult {
  const { behaviour } = ruleFor({ where: 'row', status: 200, errorCode: code, message })
  const isTransient = behaviour === 'transient'
  return { recordId, result: 'refused', code: cleanSentence(code), sentence: cleanSentence(message), isTransient }
}

/**
 * The result of a row an ingest job refused.
 * @param text `CODE:message:Field labels --`; the message can hold colons itself
 */
export function refusedBulkRow(recordId: string, text: string): WriteResult {
  const match = /^([A-Z][A-Z0-9_]*):([\s\S]*?)(?::[^:]*--\s*)?$/.exec(text)
  return match === null ? refusedRow(recordId, 'UNKNOWN', text) : refusedRow(recordId, match[1] ?? '', match[2] ?? '')
}

/**
 * An empty text would clear the field without saying so; null does that.
 * @throws PermanentError salesforce.empty-url
 */
export function assertWritable(write: UrlWrite): void {
  if (write.url !== '') return
  throw new PermanentError(
    'salesforce.empty-url',
    `Expected a URL or null for record ${write.recordId}, got an empty text. Use null to clear the field.`,
  )
}

/**
 * Bulk CSV has no way to write the text `#N/A`: it means null there.
 * @throws PermanentError salesforce.empty-url, salesforce.not-bulk-writable
 */
export function assertBulkWritable(write: UrlWrite): void {
  assertWritable(write)
  if (write.url !== NULL_CELL) return
  throw new PermanentError(
    'salesforce.not-bulk-writable',
    `Record ${write.recordId} is to hold the text ${NULL_CELL}, which a bulk job would read as "clear the field". Write this record by Collections instead.`,
  )
}
