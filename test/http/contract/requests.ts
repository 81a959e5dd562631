import fc from 'fast-check'
import type { Role } from '../../../server/domain/run/run.ts'
import { broken, HOSTILE_TEXTS, hostile, valid } from './arbitraries.ts'
import type { KnownValues } from './known-values.ts'
import { checkerOf, type OpenApi, type Operation, type Parameter } from './openapi-document.ts'

/** One request to an operation, ready to be sent. */
export interface TrialRequest {
  method: string
  /** With its query. */
  url: string
  headers: Record<string, string>
  body: string | undefined
}

/** Which part of the request is wrong; most requests are right. */
const FAULTS = [
  ...Array<'none'>(8).fill('none'),
  'address',
  'address',
  'query',
  'body',
  'body',
  'syntax',
  'type',
  'key',
  'token',
  'role',
] as const
type Fault = (typeof FAULTS)[number]

/** Ids of the right form that nothing has: of Salesforce with 15 and 18 characters, and of ours. */
const UNKNOWN_IDS = ['a01zzzzzzzzzzzz', '001zzzzzzzzzzzzAAA', 'ffffffff-ffff-7fff-bfff-ffffffffffff']

/** Parts of an address that are not what they seem, already as they are sent. */
const RAW_PARTS = ['%', '%zz', '%00', '%2e%2e%2f', '%F0%9F%92', '%EF%BB%BF', '.', 'a/b', '%252f', ';a=b', '*', ':id']

const BROKEN_JSON = [
  '{',
  '{"a":',
  '[1,',
  'null',
  '',
  '"',
  '{"__proto__":{"role":"admin"}}',
  '\u0000',
  '{"a":1}}',
  'x=y',
]
const OTHER_TYPES = [
  'text/plain',
  'application/xml',
  'multipart/form-data',
  'application/json; charset=latin1',
  '',
  ';',
]

export interface Trial {
  document: OpenApi
  operation: Operation
  known: KnownValues
  tokenOf(role: Role): string
}

/** Requests to an operation, made from its documentation. */
export function requestsTo(trial: Trial): fc.Arbitrary<TrialRequest> {
  return fc
    .record({
      fault: fc.constantFrom(...FAULTS),
      path: pathOf(trial),
      badPath: badPathOf(trial),
      query: queryOf(trial, false),
      badQuery: queryOf(trial, true),
      body: bodyOf(trial),
      badBody: badBodyOf(trial),
      syntax: fc.constantFrom(...BROKEN_JSON),
      type: fc.constantFrom(...OTHER_TYPES),
      key: fc.uuid(),
      badKey: fc.constantFrom(undefined, '', ' ', 'with space', 'x'.repeat(201), 'used-before'),
      role: fc.constantFrom<Role>('viewer', 'operator', 'approver'),
      badToken: fc.constantFrom(
        undefined,
        '',
        'Bearer',
        'Bearer x',
        'Basic YTpi',
        'Bearer doclift_wrong',
        'Bearer a.b.c',
      ),
      accept: fc.constantFrom(undefined, undefined, '*/*', 'application/json', 'text/csv', 'text/*', 'image/png', ';;'),
      ifNoneMatch: fc.constantFrom(undefined, undefined, undefined, '*', '"a", W/"b"', '"'),
      requestId: fc.constantFrom(undefined, 'trial-1', 'a b', 'x'.repeat(65)),
    })
    .map((parts) => toRequest(trial, parts))
}

function toRequest(
  { operation, tokenOf }: Trial,
  parts: {
    fault: Fault
    path: string
    badPath: string
    query: string
    badQuery: string
    body: string | undefined
    badBody: string | undefined
    syntax: string
    type: string
    key: string
    badKey: string | undefined
    role: Role
    badToken: string | undefined
    accept: string | undefined
    ifNoneMatch: string | undefined
    requestId: string | undefined
  },
): TrialRequest {
  const { fault } = parts
  const body = fault === 'syntax' ? parts.syntax : fault === 'body' ? parts.badBody : parts.body
  const isPublic = operation.role === 'public'
  const isMutation = operation.method !== 'GET'
  const token = `Bearer ${tokenOf(fault === 'role' ? parts.role : 'admin')}`
  return {
    method: operation.method,
    url: `${fault === 'address' ? parts.badPath : parts.path}${fault === 'query' ? parts.badQuery : parts.query}`,
    headers: present({
      authorization: fault === 'token' ? parts.badToken : isPublic ? undefined : token,
      'idempotency-key': isMutation ? (fault === 'key' ? parts.badKey : parts.key) : undefined,
      'content-type': body === undefined ? undefined : fault === 'type' ? parts.type : 'application/json',
      accept: parts.accept,
      'if-none-match': parts.ifNoneMatch,
      'x-request-id': parts.requestId,
    }),
    body: isMutation ? body : undefined,
  }
}

function present(headers: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

function pathOf(trial: Trial): fc.Arbitrary<string> {
  return filledPath(trial, (parameter, collection) => {
    const known = trial.known.below(collection)
    const fits = checkerOf(trial.document, parameter.schema)
    const unknown = UNKNOWN_IDS.filter((id) => fits(id).length === 0)
    const made = valid(trial.document, parameter.schema).map(String)
    return fc
      .oneof(
        { weight: 9, arbitrary: oneOf(known, made) },
        { weight: 2, arbitrary: oneOf(unknown, made) },
        { weight: 1, arbitrary: made },
      )
      .map((value) => encodeURIComponent(value.toWellFormed()))
  })
}

function oneOf<T>(values: readonly T[], otherwise: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return values.length === 0 ? otherwise : fc.constantFrom(...values)
}

function badPathOf(trial: Trial): fc.Arbitrary<string> {
  const texts = HOSTILE_TEXTS.map((text) => encodeURIComponent(text.toWellFormed()))
  return filledPath(trial, () => fc.constantFrom(...texts, ...RAW_PARTS))
}

function filledPath(
  { operation }: Trial,
  fill: (parameter: Parameter, collection: string) => fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  const parts = operation.path.split('/').map((part, index, all) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    const parameter = operation.parameters.find((one) => one.in === 'path' && one.name === name)
    return parameter ? fill(parameter, all[index - 1] ?? '') : fc.constant(part)
  })
  return fc.tuple(...parts).map((values) => values.join('/'))
}

function queryOf({ document, operation, known }: Trial, isBad: boolean): fc.Arbitrary<string> {
  const parameters = operation.parameters.filter((one) => one.in === 'query')
  const shape = Object.fromEntries(parameters.map((one) => [one.name, memberOf(document, one, known)]))
  const required = parameters.filter((one) => one.required).map(({ name }) => name)
  const good = fc.record(shape, { requiredKeys: required })
  if (!isBad) return good.map(toQuery)
  const names = [...parameters.map(({ name }) => name), 'unknown', '__proto__', 'limit[]']
  return fc.tuple(good, fc.constantFrom(...names), hostile()).map(([query, name, value]) => {
    return toQuery(Object.fromEntries([...Object.entries(query), [name, value]]))
  })
}

/** A value of a member, now and then one that an earlier answer had. */
function memberOf(document: object, { name, schema }: Parameter, known: KnownValues): fc.Arbitrary<unknown> {
  const values = name === 'cursor' ? known.named('nextCursor') : known.named(name)
  const made = name === 'cursor' ? fc.constantFrom('', 'bnVsbA') : valid(document, schema)
  return values.length === 0 ? made : fc.oneof(made, fc.constantFrom(...values))
}

function toQuery(query: object): string {
  const pairs = Object.entries(query).map(([name, value]) => {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
    return `${encodeURIComponent(name)}=${encodeURIComponent(text.toWellFormed())}`
  })
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

function bodyOf({ document, operation, known }: Trial): fc.Arbitrary<string | undefined> {
  const schema = operation.body?.schema
  if (!schema) return fc.constant(undefined)
  const examples = operation.body?.example === undefined ? [] : [fc.constant(operation.body.example)]
  return fc
    .tuple(fc.oneof(...examples, valid(document, schema)), fc.nat())
    .map(([body, index]) => JSON.stringify(withKnown(body, known, index)))
}

function badBodyOf({ document, operation }: Trial): fc.Arbitrary<string | undefined> {
  const schema = operation.body?.schema
  const bad = schema ? broken(document, schema) : hostile()
  return bad.map((body) => JSON.stringify(body))
}

/** The same body with ids and hashes that exist, where members of these names are known. */
function withKnown(value: unknown, known: KnownValues, index: number, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item, at) => withKnown(item, known, index + at, name.replace(/s$/, '')))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withKnown(one, known, index, key)]))
  }
  const unknown = /Id$/.test(name) ? UNKNOWN_IDS : []
  const values = /^code$|(Id|Hash)$/.test(name) ? [...known.named(name), ...unknown] : []
  return values.length === 0 ? value : values[index % values.length]
}
