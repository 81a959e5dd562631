import { InvalidArgumentError } from 'commander'
import { toRecordId18 } from '../domain/org/record-id.ts'
import type { Sample } from '../domain/verification/verification.ts'

/** The 18-character form of a Salesforce id given at the command line. */
export function parseSalesforceId(text: string): string {
  const id = toRecordId18(text)
  if (id === undefined) throw new InvalidArgumentError('It must be a Salesforce id of 15 or 18 characters.')
  return id
}

/** Adds one id to those an option was given before. */
export function collectSalesforceIds(text: string, before: readonly string[] = []): string[] {
  return [...new Set([...before, parseSalesforceId(text)])]
}

/** A share in percent, above 0 and up to 100, with at most three decimal places. */
export function parsePercentage(text: string): number {
  const percentage = Number(text)
  if (/^\d{1,3}(\.\d{1,3})?$/.test(text) && percentage > 0 && percentage <= 100) return percentage
  throw new InvalidArgumentError('It must be a share in percent above 0 and up to 100, such as 5 or 0.5.')
}

/** File extensions separated by commas, in lower case and without their dot; an empty one stands for none. */
export function parseTypes(text: string): string[] {
  const types = text.split(',').map((type) => type.trim().toLowerCase().replace(/^\./, ''))
  if (types.every((type) => /^([0-9a-z]{0,9}[a-z][0-9a-z]*)?$/.test(type) && type.length <= 10))
    return [...new Set(types)]
  throw new InvalidArgumentError('It must be file extensions of up to 10 letters and digits, such as pdf,docx.')
}

/** A whole number above zero. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above zero.')
  return Number(text)
}

/** The size of a sample: a number of records, or a share in percent with its sign. */
export function parseSample(text: string): Sample {
  if (text.endsWith('%')) return { percentage: parsePercentage(text.slice(0, -1).trimEnd()) }
  return { records: parseCount(text) }
}
