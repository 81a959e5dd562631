import { formatId } from './ids.ts'
import type { Journal, VersionRow } from './journal.ts'
import type { ObjectDefinition, Row } from './schema.ts'
import type { Table } from './tables.ts'

/** The rows that the vendor's editor adds for new versions of documents: none at first, and none is ever changed. */
export class VersionTable implements Table {
  readonly definition: ObjectDefinition
  readonly #rows: { version: VersionRow; sequence: number }[] = []
  readonly #sequence: () => number

  /** @param sequence number of the last write, from which on a row is seen */
  constructor(definition: ObjectDefinition, sequence: () => number) {
    this.definition = definition
    this.#sequence = sequence
  }

  get size(): number {
    return this.#rows.length
  }

  position(id: string): number | undefined {
    const found = this.#rows.findIndex(({ version }) => version.id === id)
    return found === -1 ? undefined : found
  }

  isVisible(position: number, asOf: number): boolean {
    const row = this.#rows[position]
    return row !== undefined && row.sequence <= asOf
  }

  row(position: number): Row {
    const version = this.#rows[position]?.version
    if (version === undefined) return {}
    const { id, recordId, atMs } = version
    const document = this.definition.fields.find(({ type }) => type === 'reference')?.name ?? ''
    return { Id: id, IsDeleted: false, CreatedDate: atMs, SystemModstamp: atMs, [document]: recordId }
  }

  /** Adds the row of a new version and gives its id. */
  add(journal: Journal, recordId: string): string {
    const version = { id: formatId('a1dMx0', this.size + 1), recordId, atMs: Date.now() }
    journal.append({ type: 'version-added', version })
    this.replay(version)
    return version.id
  }

  /** Adds a row that is in the journal already. */
  replay(version: VersionRow): void {
    this.#rows.push({ version, sequence: this.#sequence() })
  }
}
