import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'
import { Secret } from './secret.ts'

/** What settings of the vendor's API say in JSON: the body of its requests, further headers, the program that gives its token. */

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue }

export interface VendorFiles {
  bodyTemplate: JsonValue | null
  headers: Readonly<Record<string, Secret>>
  tokenCommand: readonly string[] | null
}

const LARGEST_TEMPLATE = 16_384
const PLACEHOLDERS = ['{recordId}', '{identifier}', '{documentUrl}', '{version}']

const CommandSchema = Type.Array(Type.String({ pattern: '^[^\\0]+$', maxLength: 4_096 }), { minItems: 1, maxItems: 50 })

const HeadersSchema = Type.Record(Type.String(), Type.String())
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/
/** Printable, and no line break, behind which another header would begin. */
const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e]{0,1022}[\x21-\x7e])?$/
/** Those of our own requests, and those that speak of the connection. */
const OWN_HEADERS =
  /^(?:authorization|content-.*|accept|accept-encoding|host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|range|proxy-.*)$/i

/** Reads the three. @returns them, and a sentence for every problem */
export function parseVendorFiles(texts: {
  template: string | undefined
  headers: string | undefined
  command: string | undefined
}): VendorFiles & { problems: string[] } {
  const body = texts.template === undefined ? undefined : parseTemplate(texts.template)
  const headers = texts.headers === undefined ? undefined : parseHeaders(texts.headers)
  const command = texts.command === undefined ? undefined : parseCommand(texts.command)
  return {
    bodyTemplate: body?.template ?? null,
    headers: headers?.headers ?? {},
    tokenCommand: command?.command ?? null,
    problems: [...(body?.problems ?? []), ...(headers?.problems ?? []), ...(command?.problems ?? [])],
  }
}

function parseTemplate(text: string): { template: JsonValue | null; problems: string[] } {
  const template = text.length > LARGEST_TEMPLATE ? undefined : parseJson(text)
  if (typeof template !== 'object' || template === null || Array.isArray(template)) {
    return { template: null, problems: [`VENDOR_BODY_TEMPLATE_FILE must hold one JSON object of at most 16 KiB.`] }
  }
  const unknown = (text.match(/\{[A-Za-z]+\}/g) ?? []).filter((found) => !PLACEHOLDERS.includes(found))
  const problems = unknown.map(
    (found) => `VENDOR_BODY_TEMPLATE_FILE has ${found}; known are ${PLACEHOLDERS.join(', ')}.`,
  )
  return { template: template as JsonValue, problems }
}

function parseHeaders(text: string): { headers: VendorFiles['headers']; problems: string[] } {
  const parsed = parseJson(text)
  if (!Check(HeadersSchema, parsed)) {
    return { headers: {}, problems: ['VENDOR_HEADERS_FILE must hold a JSON object of header names and their texts.'] }
  }
  const problems = Object.entries(parsed as Static<typeof HeadersSchema>).flatMap(headerProblems)
  const entries = Object.entries(parsed).map(([name, value]) => [name.toLowerCase(), new Secret(value)])
  return { headers: Object.fromEntries(entries), problems }
}

/** Names are shown, values never: a header may be a key. */
function headerProblems([name, value]: [string, string]): string[] {
  const shown = JSON.stringify(name.slice(0, 100))
  if (!HEADER_NAME.test(name)) return [`VENDOR_HEADERS_FILE: ${shown} is no name of a header.`]
  if (OWN_HEADERS.test(name)) return [`VENDOR_HEADERS_FILE: ${shown} is set by Doclift itself; leave it out.`]
  if (HEADER_VALUE.test(value)) return []
  return [`VENDOR_HEADERS_FILE: the value of ${shown} must be printable ASCII on one line, without spaces at its ends.`]
}

function parseCommand(text: string): { command: readonly string[] | null; problems: string[] } {
  const parsed = parseJson(text)
  if (Check(CommandSchema, parsed)) return { command: parsed, problems: [] }
  const problem =
    'VENDOR_TOKEN_COMMAND must be a JSON array of a program and its arguments, such as ["/usr/bin/vault", "read", "-field=token", "vendor"]; no shell reads it.'
  return { command: null, problems: [problem] }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
