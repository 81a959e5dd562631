import { type Static, type TSchema, type TSchemaOptions, Type } from 'typebox'
import { EXAMPLE_RECORD_ID, EXAMPLE_RUN_ID } from './examples.ts'

/** A value that may be null, in the form OpenAPI 3.1 and the serialiser both know. */
export function nullable<T extends 'string' | 'integer'>(type: T, options: TSchemaOptions = {}) {
  return Type.Unsafe<(T extends 'string' ? string : number) | null>({ type: [type, 'null'], ...options })
}

/** Points at a schema that is registered by its `$id`, so that the OpenAPI document has it once and by name. */
export function ref<T extends TSchema & { $id: string }>(schema: T) {
  return Type.Unsafe<Static<T>>({ $ref: `${schema.$id}#` })
}

export function nullableRef<T extends TSchema & { $id: string }>(schema: T) {
  return Type.Unsafe<Static<T> | null>({ anyOf: [{ $ref: `${schema.$id}#` }, { type: 'null' }] })
}

/** A schema with a name of its own in the OpenAPI document. */
export function named<T extends TSchema, N extends string>($id: N, schema: T): T & { $id: N } {
  return Object.assign(schema, { $id })
}

/** How many there are of each of some words; absent words mean none. */
export function counts<const T extends readonly string[]>(words: T, description: string) {
  const one = Type.Integer({ minimum: 0 })
  const properties = Object.fromEntries(words.map((word) => [word, Type.Optional(one)]))
  return Type.Unsafe<Partial<Record<T[number], number>>>(
    Type.Object(properties, { additionalProperties: false, description }),
  )
}

export const dateTime = (description: string) => Type.String({ format: 'date-time', description })
export const nullableDateTime = (description: string) => nullable('string', { format: 'date-time', description })

export const RecordIdParams = Type.Object({
  id: Type.String({
    minLength: 15,
    maxLength: 18,
    description: 'Salesforce id of 15 or 18 characters.',
    examples: [EXAMPLE_RECORD_ID],
  }),
})

export const RunIdParams = Type.Object({
  id: Type.String({
    pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
    description: 'Id of a run, a UUID.',
    examples: [EXAMPLE_RUN_ID],
  }),
})

export const MutationHeaders = Type.Object({
  'idempotency-key': Type.String({
    pattern: '^[\\x21-\\x7e]{1,200}$',
    description: '1 to 200 visible characters, new for each act. The same key again gives the first answer again.',
    examples: ['switch-northwind-2026-03-01'],
  }),
})

const paging = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'At most this many items.' }),
  ),
  cursor: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1_000, description: 'The nextCursor of the page before.' }),
  ),
}

/** The query of a list: paging and its own filters. */
export function listQuery<T extends Record<string, TSchema>>(filters: T) {
  return Type.Object({ ...paging, ...filters }, { additionalProperties: false })
}

/** A page of a list; it ends when `nextCursor` is null. */
export function pageOf<T extends TSchema & { $id: string; examples?: unknown }>(schema: T) {
  const nextCursor = nullable('string', { description: 'For the next page; null when this is the last one.' })
  const items = Array.isArray(schema.examples) ? schema.examples : []
  return Type.Object(
    { items: Type.Array(ref(schema)), nextCursor },
    { description: 'One page of the list.', examples: [{ items, nextCursor: null }] },
  )
}

/** Of the property that says what test mode allows. */
export const TEST_MODE = 'What test mode allows, as a sentence; null without one.'
