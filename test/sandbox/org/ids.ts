import { withSuffix } from '../catalogue/record-ids.ts'

const ID_15 = /^[0-9A-Za-z]{15}$/
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * Reads a Salesforce id.
 * @param text the 15-character form, or the 18-character form whose last three characters must fit the others
 * @returns the 18-character form; undefined when the text is not an id
 */
export function parseId(text: string): string | undefined {
  const short = text.slice(0, 15)
  if (!ID_15.test(short)) return undefined
  const long = withSuffix(short)
  return text.length === 15 || text === long ? long : undefined
}

/**
 * Makes an id by counting.
 * @param head the first characters: the object's prefix and what else all ids of the family share
 * @param number becomes the rest, in base 62
 * @returns 18 characters
 */
export function formatId(head: string, number: number): string {
  let digits = ''
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) digits = DIGITS.charAt(rest % 62) + digits
  return withSuffix(head + digits.padStart(15 - head.length, '0'))
}
