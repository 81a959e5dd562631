import { type TSchemaOptions, Type } from 'typebox'

/** Kinds of settings, each with the hints by which it is checked and explained. */

const LONGEST_TEXT = 2_048

/** Text of one line; options may narrow it. */
export function text(description: string, options: TSchemaOptions = {}) {
  return Type.String({ minLength: 1, maxLength: LONGEST_TEXT, description, ...options })
}

/** Text that is never shown. */
export function secret(description: string) {
  return Type.String({ minLength: 1, maxLength: 16_384, description, secret: true })
}

/** A whole number within limits. */
export function number(description: string, limits: { default: number; minimum: number; maximum: number }) {
  return Type.Integer({ description, ...limits })
}

/** An address; https is required unless it is on this machine's loopback. */
export function address(description: string) {
  return Type.String({ minLength: 1, maxLength: LONGEST_TEXT, description, kind: 'address' })
}

/** Host names with a port where it is not the usual one, separated by commas. */
export function hosts(description: string, options: TSchemaOptions = {}) {
  return Type.String({ maxLength: 8_192, description, kind: 'hosts', ...options })
}

/** Path of a file that is read at the start. */
export function file(description: string) {
  return Type.String({ minLength: 1, maxLength: LONGEST_TEXT, description, kind: 'file' })
}

/** The API name of an object or a field, with a namespace where there is one. */
export function apiName(description: string, byDefault?: string) {
  const options = byDefault === undefined ? {} : { default: byDefault }
  return text(description, { ...options, pattern: '^[A-Za-z][A-Za-z0-9_]{0,79}$', expected: 'an API name' })
}
