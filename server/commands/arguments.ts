import { InvalidArgumentError } from 'commander'
import { toRecordId18 } from '../domain/org/record-id.ts'

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

/** A whole number above zero. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above zero.')
  return Number(text)
}
