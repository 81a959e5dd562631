import { contentKindOf, type OrgAnswer, unexpectedAnswer } from './errors.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/**
 * Parses the body of an answer that claims to be JSON.
 * @throws FatalError salesforce.unexpected-answer when it is not
 */
export function parseJson(answer: OrgAnswer): unknown {
  if (contentKindOf(answer) !== 'json') throw unexpectedAnswer('JSON')
  try {
    return JSON.parse(answer.body)
  } catch {
    throw unexpectedAnswer('complete JSON')
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @throws FatalError salesforce.unexpected-answer when the value is no object */
export function jsonObject(value: unknown, what: string): JsonObject {
  if (isJsonObject(value)) return value
  throw unexpectedAnswer(what)
}

/** @throws FatalError salesforce.unexpected-answer when the property is no text */
export function textIn(object: JsonObject, name: string): string {
  const value = object[name]
  if (typeof value === 'string') return value
  throw unexpectedAnswer(`a text in ${name}`)
}

/**
 * A text or null. A property that is absent is neither: it must not pass for an empty field.
 * @throws FatalError salesforce.unexpected-answer
 */
export function nullableTextIn(object: JsonObject, name: string): string | null {
  return object[name] === null ? null : textIn(object, name)
}

/** @throws FatalError salesforce.unexpected-answer when the property is no number */
export function numberIn(object: JsonObject, name: string): number {
  const value = object[name]
  if (typeof value === 'number') return value
  throw unexpectedAnswer(`a number in ${name}`)
}

/** @throws FatalError salesforce.unexpected-answer when the property is neither true nor false */
export function booleanIn(object: JsonObject, name: string): boolean {
  const value = object[name]
  if (typeof value === 'boolean') return value
  throw unexpectedAnswer(`true or false in ${name}`)
}
