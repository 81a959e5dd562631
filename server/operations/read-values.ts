import type { CurrentValue } from '../domain/switch/compare.ts'
import type { Context } from './context.ts'
import { requireSight } from './require-access.ts'

/** The most records one call reads. */
const RECORDS_PER_CALL = 2_000

/**
 * The values of any number of records at this moment, by as few calls as possible. Gone or hidden ones are missing; when all
 * are, the org is asked whether it shows any at all.
 * @throws FatalError `salesforce.access-lost`
 */
export async function readValues(context: Context, recordIds: readonly string[]): Promise<Map<string, CurrentValue>> {
  const values = new Map<string, CurrentValue>()
  for (let start = 0; start < recordIds.length; start += RECORDS_PER_CALL) {
    const page = await context.ports.writer.readValues(recordIds.slice(start, start + RECORDS_PER_CALL))
    for (const [recordId, value] of page) values.set(recordId, value)
  }
  if (recordIds.length > 0 && values.size === 0) await requireSight(context)
  return values
}
