import type { Catalogue } from '../catalogue/catalogue.ts'
import { formatId } from './ids.ts'
import type { AccountChange, AccountRename, Journal } from './journal.ts'
import type { ObjectDefinition, Row } from './schema.ts'
import type { Table } from './tables.ts'

/** The catalogue's Accounts, whose names change through the control alone, and those that clients created. */
export interface AccountTable extends Table {
  /** @throws RangeError for an Account that does not exist */
  rename(journal: Journal, change: AccountRename): void
  /** Applies a rename that is in the journal already. */
  replay(change: AccountRename): void
  /** Creates an Account and gives its id. */
  create(journal: Journal, name: string): string
  /** Deletes an Account that a client created; of the catalogue none is. Tells whether it did. */
  remove(journal: Journal, accountId: string): boolean
  /** Applies a creation or a deletion that is in the journal already. */
  replayChange(change: AccountChange): void
}

/** After every pod of a catalogue, so that ids go on upwards. */
const CREATED_HEAD = '001zz0'

export function accountTable(catalogue: Catalogue, definition: ObjectDefinition): AccountTable {
  const names = new Map<string, string>()
  // Every record of a query asks for the name of its Account, and there is one Account for forty records.
  const rows = new Map<number, Row>()
  const replay = ({ accountId, name }: AccountRename) => {
    names.set(accountId, name)
    rows.clear()
  }
  const makeRow = (position: number): Row => {
    const { accountId, name } = catalogue.account(position)
    return { Id: accountId, IsDeleted: false, Name: names.get(accountId) ?? name }
  }
  const created: { accountId: string; name: string; isDeleted: boolean }[] = []
  const indexOfCreated = (id: string) => created.findIndex(({ accountId }) => accountId === id)
  const replayChange = ({ accountId, name }: AccountChange) => {
    const known = created[indexOfCreated(accountId)]
    if (name !== null) created.push({ accountId, name, isDeleted: false })
    else if (known) known.isDeleted = true
  }
  const change = (journal: Journal, accountChange: AccountChange) => {
    journal.append({ type: 'account-changed', change: accountChange })
    replayChange(accountChange)
  }
  return {
    definition,
    get size() {
      return catalogue.accounts + created.length
    },
    position: (id) => {
      const index = indexOfCreated(id)
      return index === -1 ? catalogue.indexOfAccount(id) : catalogue.accounts + index
    },
    isVisible: (position) => created[position - catalogue.accounts]?.isDeleted !== true,
    row: (position) => {
      const ours = created[position - catalogue.accounts]
      if (ours) return { Id: ours.accountId, IsDeleted: ours.isDeleted, Name: ours.name }
      const row = rows.get(position) ?? makeRow(position)
      rows.set(position, row)
      return row
    },
    rename: (journal, change) => {
      if (catalogue.indexOfAccount(change.accountId) === undefined) {
        throw new RangeError(`There is no Account ${change.accountId}.`)
      }
      journal.append({ type: 'account-renamed', change })
      replay(change)
    },
    replay,
    create: (journal, name) => {
      const accountId = formatId(CREATED_HEAD, created.length + 1)
      change(journal, { accountId, name })
      return accountId
    },
    remove: (journal, accountId) => {
      if (created[indexOfCreated(accountId)]?.isDeleted !== false) return false
      change(journal, { accountId, name: null })
      return true
    },
    replayChange,
  }
}
