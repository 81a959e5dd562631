import type { IngestProgress, Journal } from './journal.ts'
import type { Change, RecordStore } from './record-store.ts'
import type { SideEffects } from './side-effects.ts'
import type { UpdateRules } from './update-rules.ts'

/** What every way of writing to the document object needs. */
export interface Writer {
  records: RecordStore
  journal: Journal
  rules: UpdateRules
  sideEffects: SideEffects
}

/**
 * Writes changes that the rules have let through, and runs the automation of the org for them.
 * @param progress the group of an ingest job these changes belong to
 */
export function writeChanges(
  { records, journal, sideEffects }: Writer,
  changes: readonly Change[],
  byUserId: string,
  progress?: IngestProgress,
): void {
  records.commit(journal, changes, byUserId, progress)
  sideEffects.setOff(changes.length, byUserId)
}
