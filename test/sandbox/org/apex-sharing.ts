import type { Persona } from './lightning-personas.ts'
import { LATEST } from './record-store.ts'
import { locate, type Table } from './tables.ts'

/** Every so many-th record is shared with those who work on the migration, and not with the one who only looks. */
const HIDDEN_EVERY = 9
const FIRST_HIDDEN = 4

/** Tells whether sharing shows a record to a persona, by an id of either length, as it came from outside. */
export function isShared(records: Table, recordId: string, persona: Persona): boolean {
  const position = locate(records, recordId)
  if (position === undefined || persona === 'nobody' || !records.isVisible(position, LATEST)) return false
  return persona !== 'viewer' || position % HIDDEN_EVERY !== FIRST_HIDDEN
}

/** Gives the names of the Accounts that a text is part of, in the order of their names. */
export function findAccounts(accounts: Table, text: string, most: number): { id: string; name: string }[] {
  const wanted = text.toLowerCase()
  const all = Array.from({ length: accounts.size }, (_, position) => accounts.row(position, LATEST))
  return all
    .map(({ Id, Name }) => ({ id: String(Id), name: String(Name) }))
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .slice(0, most)
}
