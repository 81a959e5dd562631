import fc from 'fast-check'
import { follow, type JsonSchema } from './openapi-document.ts'

/** Values for the subset of JSON Schema that the API uses. */

/** What nobody sends by intent. */
export const HOSTILE_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '__proto__',
  'constructor',
  "' or 1=1 --",
  '"; drop table runs; --',
  '%',
  '../../etc/passwd',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '𝒳\u202Eabc\uFEFF',
  '\uD800',
  '9'.repeat(400),
  'x'.repeat(5_000),
  'null',
  '-1',
  '1e309',
  '0x10',
]

const HOSTILE_VALUES: readonly unknown[] = [
  ...HOSTILE_TEXTS,
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 53,
  [],
  [[[]]],
  {},
  { $ne: null },
  Array(300).fill('x'),
]

/** A value that a schema allows. */
export function valid(document: object, schema: JsonSchema): fc.Arbitrary<unknown> {
  const one = follow(document, schema) as JsonSchema
  const options = (one.anyOf ?? one.oneOf) as JsonSchema[] | undefined
  if (options) return fc.oneof(...options.map((option) => valid(document, option)))
  if (Array.isArray(one.enum)) return fc.constantFrom(...one.enum)
  if ('const' in one) return fc.constant(one.const)
  const types = [one.type].flat() as string[]
  return fc.oneof(...types.map((type) => ofType(document, type, one)))
}

/** A value of any kind, most of them not allowed anywhere. */
export function hostile(): fc.Arbitrary<unknown> {
  return fc.constantFrom(...HOSTILE_VALUES)
}

/** The same value with one part of it replaced, left out or added. */
export function broken(document: object, schema: JsonSchema): fc.Arbitrary<unknown> {
  return fc
    .tuple(valid(document, schema), fc.constantFrom('replace', 'omit', 'add', 'whole'), fc.nat(), hostile())
    .map(([value, how, index, bad]) => {
      if (how === 'whole' || typeof value !== 'object' || value === null) return bad
      const names = Object.keys(value)
      const name = names[index % Math.max(1, names.length)] ?? 'unknown'
      if (how === 'omit') return Object.fromEntries(Object.entries(value).filter(([one]) => one !== name))
      return { ...value, [how === 'add' ? 'unknownMember' : name]: bad }
    })
}

function ofType(document: object, type: string, schema: JsonSchema): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return text(schema)
    case 'integer':
      return fc.integer({ min: Number(schema.minimum ?? 0), max: Number(schema.maximum ?? 1_000) })
    case 'number':
      return fc.double({ min: Number(schema.minimum ?? 0), max: Number(schema.maximum ?? 1_000), noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return list(document, schema)
    case 'object':
      return object(document, schema)
    default:
      throw new Error(`No values are known for a schema of type ${type}: ${JSON.stringify(schema).slice(0, 200)}`)
  }
}

function text({ pattern, format, minLength, maxLength }: JsonSchema): fc.Arbitrary<string> {
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern))
  if (format === 'uuid') return fc.uuid()
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  if (format === 'date') return fc.constantFrom('2026-03-01', '2024-02-29')
  if (format === 'uri') return fc.webUrl()
  const most = Math.min(Number(maxLength ?? 40), 40)
  return fc.string({
    minLength: Number(minLength ?? 0),
    maxLength: Math.max(most, Number(minLength ?? 0)),
    unit: 'grapheme',
  })
}

function list(document: object, { items = {}, minItems, maxItems, uniqueItems }: JsonSchema): fc.Arbitrary<unknown[]> {
  const limits = { minLength: Number(minItems ?? 0), maxLength: Math.min(Number(maxItems ?? 3), 3) }
  const item = valid(document, items as JsonSchema)
  return uniqueItems ? fc.uniqueArray(item, limits) : fc.array(item, limits)
}

function object(document: object, { properties = {}, required = [] }: JsonSchema): fc.Arbitrary<object> {
  const members = Object.entries(properties as Record<string, JsonSchema>)
  const shape = Object.fromEntries(members.map(([name, schema]) => [name, valid(document, schema)]))
  return fc.record(shape, { requiredKeys: required as string[] })
}
