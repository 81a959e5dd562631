import type { Journal } from './journal.ts'
import type { RecordStore } from './record-store.ts'
import type { UpdateRules } from './update-rules.ts'

/** What every way of writing to the document object needs. */
export interface Writer {
  records: RecordStore
  journal: Journal
  rules: UpdateRules
}
