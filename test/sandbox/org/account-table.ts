import type { Catalogue } from '../catalogue/catalogue.ts'
import type { AccountRename, Journal } from './journal.ts'
import type { ObjectDefinition } from './schema.ts'
import type { Table } from './tables.ts'

/** The catalogue's Accounts; only their names change, and through the control alone. */
export interface AccountTable extends Table {
  /** @throws RangeError for an Account that does not exist */
  rename(journal: Journal, change: AccountRename): void
  /** Applies a rename that is in the journal already. */
  replay(change: AccountRename): void
}

export function accountTable(catalogue: Catalogue, definition: ObjectDefinition): AccountTable {
  const names = new Map<string, string>()
  const replay = ({ accountId, name }: AccountRename) => void names.set(accountId, name)
  return {
    definition,
    size: catalogue.accounts,
    position: (id) => catalogue.indexOfAccount(id),
    isVisible: () => true,
    row: (position) => {
      const { accountId, name } = catalogue.account(position)
      return { Id: accountId, IsDeleted: false, Name: names.get(accountId) ?? name }
    },
    rename: (journal, change) => {
      if (catalogue.indexOfAccount(change.accountId) === undefined) {
        throw new RangeError(`There is no Account ${change.accountId}.`)
      }
      journal.append({ type: 'account-renamed', change })
      replay(change)
    },
    replay,
  }
}
