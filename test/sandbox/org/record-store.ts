import type { Catalogue, CatalogueEntry } from '../catalogue/catalogue.ts'
import { formatId } from './ids.ts'
import type { IngestProgress, Journal, RecordWrite } from './journal.ts'
import { NewestIndex } from './newest-index.ts'
import { integrationUser } from './people.ts'
import { type DocumentFields, documentFields, type FieldValue, type ObjectDefinition, type Row } from './schema.ts'
import type { Table } from './tables.ts'

/** A change of one record that the rules have let through. */
export interface Change {
  position: number
  fields: Readonly<Record<string, FieldValue>>
}

interface Version {
  sequence: number
  write: RecordWrite
  /** Every field written up to here, with its value. */
  fields: Readonly<Record<string, FieldValue>>
}

/** After every pod of a catalogue, so that ids go on upwards. */
const CREATED_HEAD = 'a1czz0'

/** The current reading: no write has a higher sequence number. */
export const LATEST = Number.POSITIVE_INFINITY

/**
 * The records of the document object: the catalogue's, with everything written since laid over them. Only records
 * that were written to take memory. Old values stay readable by sequence number, which gives query jobs and locators
 * a steady view while others write.
 */
export class RecordStore implements Table {
  readonly definition: ObjectDefinition
  readonly #catalogue: Catalogue
  readonly #versions = new Map<number, Version[]>()
  readonly #deletedAtMs = new Map<number, number>()
  readonly #untouched: NewestIndex
  /** Ids of the records that clients created; they come after those of the catalogue. */
  readonly #created: string[] = []
  readonly #createdPositions = new Map<string, number>()
  readonly #names: DocumentFields
  #sequence = 0

  /** @param prefix of the vendor's fields */
  constructor(catalogue: Catalogue, definition: ObjectDefinition, prefix: string) {
    this.definition = definition
    this.#names = documentFields(prefix)
    this.#catalogue = catalogue
    this.#untouched = new NewestIndex(catalogue.records, (position) => catalogue.entry(position).modifiedAt.getTime())
  }

  get size(): number {
    return this.#catalogue.records + this.#created.length
  }

  /** The number of the last write. */
  get sequence(): number {
    return this.#sequence
  }

  position(id: string): number | undefined {
    return this.#catalogue.indexOfRecord(id) ?? this.#createdPositions.get(id)
  }

  isVisible(position: number, asOf: number): boolean {
    const version = this.#versionAt(position, asOf)
    if (version === undefined) return position < this.#catalogue.records
    return version.fields.IsDeleted !== true
  }

  row(position: number, asOf: number): Row {
    const base = this.#baseRow(position)
    const version = this.#versionAt(position, asOf)
    if (version === undefined) return base
    const { atMs, byUserId } = version.write
    return { ...base, ...version.fields, LastModifiedDate: atMs, LastModifiedById: byUserId, SystemModstamp: atMs }
  }

  isOlder(position: number, timeMs: number): boolean {
    return !this.#versions.has(position) && this.#untouched.isOlder(position, timeMs)
  }

  /**
   * Writes changes: durable first, then visible. Each gets a stamp later than the record's last one, also when the
   * values are the ones it has.
   * @param progress the group of an ingest job these changes belong to
   */
  commit(journal: Journal, changes: readonly Change[], byUserId: string, progress?: IngestProgress): void {
    const writes = changes.map((change) => this.#stamp(change, byUserId, Date.now()))
    journal.append(progress === undefined ? { type: 'writes', writes } : { type: 'writes', writes, progress })
    this.replay(writes)
  }

  /** Writes one change as of an earlier time, though never before the record's last one. */
  commitAsOf(journal: Journal, change: Change, byUserId: string, atMs: number): void {
    const writes = [this.#stamp(change, byUserId, atMs)]
    journal.append({ type: 'writes', writes })
    this.replay(writes)
  }

  /** Creates records, and gives their ids. */
  create(journal: Journal, rows: readonly Readonly<Record<string, FieldValue>>[], byUserId: string): string[] {
    const writes = rows.map((fields, index) => ({
      recordId: formatId(CREATED_HEAD, this.#created.length + index + 1),
      atMs: Date.now(),
      byUserId,
      fields,
      isCreation: true as const,
    }))
    journal.append({ type: 'writes', writes })
    this.replay(writes)
    return writes.map(({ recordId }) => recordId)
  }

  /** Applies writes that are in the journal already. */
  replay(writes: readonly RecordWrite[]): void {
    for (const write of writes) this.#apply(write)
  }

  /** Gives every accepted write of one record, oldest first. */
  writesOf(position: number): readonly RecordWrite[] {
    return (this.#versions.get(position) ?? []).map((version) => version.write)
  }

  /** Gives the records that were deleted from one time to another and not brought back, in no order. */
  deletedBetween(fromMs: number, toMs: number): { id: string; atMs: number }[] {
    return [...this.#deletedAtMs]
      .filter(([, atMs]) => atMs >= fromMs && atMs < toMs)
      .map(([position, atMs]) => ({ id: String(this.#baseRow(position).Id), atMs }))
  }

  /** A created record has nothing but what was written to it. */
  #baseRow(position: number): Row {
    const { records } = this.#catalogue
    if (position < records) return baseRow(this.#catalogue.entry(position), this.#names)
    const createdAtMs = this.#versions.get(position)?.[0]?.write.atMs ?? 0
    return { Id: this.#created[position - records] ?? '', IsDeleted: false, CreatedDate: createdAtMs }
  }

  #add(recordId: string): void {
    this.#createdPositions.set(recordId, this.size)
    this.#created.push(recordId)
  }

  #apply(write: RecordWrite): void {
    if (write.isCreation) this.#add(write.recordId)
    const position = this.position(write.recordId)
    if (position === undefined) throw new Error(`The journal names ${write.recordId}, which is not in the catalogue.`)
    this.#sequence += 1
    const versions = this.#versions.get(position) ?? []
    const fields = { ...versions.at(-1)?.fields, ...write.fields }
    this.#versions.set(position, [...versions, { sequence: this.#sequence, write, fields }])
    if (write.fields.IsDeleted === true) this.#deletedAtMs.set(position, write.atMs)
    if (write.fields.IsDeleted === false) this.#deletedAtMs.delete(position)
  }

  #stamp({ position, fields }: Change, byUserId: string, atMs: number): RecordWrite {
    const { Id, SystemModstamp } = this.row(position, LATEST)
    return { recordId: String(Id), atMs: Math.max(atMs, Number(SystemModstamp) + 1), byUserId, fields }
  }

  #versionAt(position: number, asOf: number): Version | undefined {
    return this.#versions.get(position)?.findLast((version) => version.sequence <= asOf)
  }
}

function baseRow(entry: CatalogueEntry, names: DocumentFields): Row {
  const modifiedAtMs = entry.modifiedAt.getTime()
  return {
    Id: entry.recordId,
    IsDeleted: false,
    CreatedDate: entry.createdAt.getTime(),
    LastModifiedDate: modifiedAtMs,
    LastModifiedById: integrationUser.userId,
    SystemModstamp: modifiedAtMs,
    Name: entry.name,
    [names.url]: entry.documentUrl,
    [names.identifier]: entry.identifier,
    [names.type]: entry.typeCurrent,
    [names.account]: entry.accountId,
  }
}
