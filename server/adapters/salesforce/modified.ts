import { soqlDateTime, soqlName } from '../../domain/org/soql.ts'
import type {
  DocumentVersion,
  EntryPage,
  IdPage,
  ObjectNames,
  OrgReader,
  VersionNames,
} from '../../ports/salesforce-org.ts'
import { BulkQuery, type BulkQueryParts, type QueryShape } from './bulk-query.ts'
import { accountNameField, type FieldReader, idOf, timestampOf, toEntry, trackedFields } from './entry-fields.ts'
import { isQueryTimeout, unexpectedAnswer } from './errors.ts'
import { isJsonObject, type JsonObject } from './json.ts'
import { restPages } from './rest-pages.ts'

type Reading = Pick<OrgReader, 'readAllEntries' | 'readModifiedEntries' | 'readAllIds' | 'readVersions'>

/** Up to here REST costs no more requests than a Bulk job, and it answers at once. */
const MOST_BY_REST = 10_000

/**
 * Reading whole objects or what was modified in them since. They are filtered by SystemModstamp alone, which has an index
 * and can be filtered whatever is encrypted.
 */
export function orgReading(parts: BulkQueryParts, names: ObjectNames, versions: VersionNames | undefined): Reading {
  const entries = new BulkQuery(parts, entryShape(names))
  const ids = new BulkQuery(parts, { columns: ['Id'], toItem: (read) => idOf(read('Id')) })
  const soqlOfEntries = (from?: Date) => soqlOf(entryShape(names).columns, names.object, from)
  const readAllEntries: Reading['readAllEntries'] = async function* ({ modifiedFrom, from, signal }) {
    const pages = entries.pages({ soql: () => soqlOfEntries(modifiedFrom), from, signal })
    for await (const { items, next } of pages) yield { entries: items, next }
  }
  return {
    readAllEntries,

    async *readModifiedEntries({ modifiedFrom, from, signal }): AsyncGenerator<EntryPage> {
      if (from === undefined) {
        const byRest = fewRows(parts, soqlOfEntries(modifiedFrom), entryShape(names), signal)
        if (yield* mapped(byRest, (items) => ({ entries: items, next: undefined }))) return
      }
      yield* readAllEntries({ modifiedFrom, ...(from ? { from } : {}), ...(signal ? { signal } : {}) })
    },

    async *readAllIds({ from, signal }): AsyncGenerator<IdPage> {
      const pages = ids.pages({ soql: () => soqlOf(['Id'], names.object), from, signal })
      for await (const { items, next } of pages) yield { recordIds: items, next: next && { ...next, reads: 'ids' } }
    },

    async *readVersions({ modifiedFrom, signal }): AsyncGenerator<DocumentVersion[]> {
      if (versions === undefined) return
      const shape = versionShape(versions)
      const soql = soqlOf(shape.columns, versions.object, modifiedFrom)
      if (yield* mapped(fewRows(parts, soql, shape, signal), versionsOfDocuments)) return
      const pages = new BulkQuery(parts, shape).pages({ soql: () => soql, signal })
      for await (const { items } of pages) yield versionsOfDocuments(items)
    },
  }
}

/** No ORDER BY and no LIMIT: either would switch off the chunking that keeps large objects readable. */
function soqlOf(columns: readonly string[], object: string, modifiedFrom?: Date): string {
  const select = `SELECT ${columns.map(soqlName).join(', ')} FROM ${soqlName(object)}`
  return modifiedFrom === undefined ? select : `${select} WHERE SystemModstamp >= ${soqlDateTime(modifiedFrom)}`
}

function entryShape(names: ObjectNames) {
  const nameField = accountNameField(names)
  const columns = [...trackedFields(names), nameField]
  return { columns, toItem: (read: FieldReader) => toEntry(names, read, read(nameField)) }
}

function versionShape({ documentField }: VersionNames): QueryShape<DocumentVersion | undefined> {
  return {
    columns: ['Id', documentField, 'CreatedDate'],
    toItem: (read) => {
      const documentId = read(documentField)
      if (documentId === null) return undefined
      return {
        versionId: idOf(read('Id')),
        recordId: idOf(documentId),
        createdAt: timestampOf(read('CreatedDate')),
      }
    },
  }
}

/** A row that leads to no document says nothing about any. */
function versionsOfDocuments(rows: readonly (DocumentVersion | undefined)[]): DocumentVersion[] {
  return rows.filter((row) => row !== undefined)
}

/**
 * The pages of a result of few rows.
 * @returns false, before any page, when the rows are many or the org gave up on the query: a Bulk job reads in parts
 */
async function* fewRows<Item>(
  parts: BulkQueryParts,
  soql: string,
  shape: QueryShape<Item>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Item[], boolean> {
  let hasBegun = false
  try {
    for await (const { totalSize, rows } of restPages(parts, soql, { signal })) {
      if (totalSize > MOST_BY_REST) return false
      hasBegun = true
      yield rows.map((row) => shape.toItem((field) => textAt(row, field)))
    }
    return true
  } catch (error) {
    if (hasBegun || !isQueryTimeout(error)) throw error
    return false
  }
}

async function* mapped<From, To, Result>(
  pages: AsyncGenerator<From, Result>,
  toPage: (page: From) => To,
): AsyncGenerator<To, Result> {
  for (;;) {
    const { done, value } = await pages.next()
    if (done) return value
    yield toPage(value)
  }
}

/** A text, null when it or its parent is empty; what is absent must not pass for an empty field. */
function textAt(row: JsonObject, field: string): string | null {
  let value: unknown = row
  for (const name of field.split('.')) value = isJsonObject(value) ? value[name] : value
  if (value === null || typeof value === 'string') return value === '' ? null : value
  throw unexpectedAnswer(`a text in ${field}`)
}
