import type { Catalogue } from '../catalogue/catalogue.ts'
import type { ObjectDefinition } from './schema.ts'
import type { Table } from './tables.ts'

/** Makes the table of the catalogue's Accounts, which nobody can change. */
export function accountTable(catalogue: Catalogue, definition: ObjectDefinition): Table {
  return {
    definition,
    size: catalogue.accounts,
    position: (id) => catalogue.indexOfAccount(id),
    isVisible: () => true,
    row: (position) => {
      const { accountId, name } = catalogue.account(position)
      return { Id: accountId, IsDeleted: false, Name: name }
    },
  }
}
