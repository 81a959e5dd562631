import type { FieldType, FieldValue } from './schema.ts'

export type Json = string | number | boolean | null | { [name: string]: Json }

/** Formats a date and time as REST does: an offset without a colon, which strict readers refuse. */
export function formatRestMoment(valueMs: number): string {
  return new Date(valueMs).toISOString().replace('Z', '+0000')
}

/** Gives a value as it stands in REST's JSON. */
export function formatRestValue(value: FieldValue, type: FieldType): Json {
  if (type === 'complexvalue' && typeof value === 'string') return JSON.parse(value) as Json
  return type === 'datetime' && typeof value === 'number' ? formatRestMoment(value) : value
}

/** Gives a value as it stands in Bulk's CSV, before quoting; null is empty text. */
export function formatBulkValue(value: FieldValue, type: FieldType): string {
  if (value === null) return ''
  return type === 'datetime' && typeof value === 'number' ? new Date(value).toISOString() : String(value)
}
