const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const SUFFIXES = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'
const NUMBER_LENGTH = 9

/** Salesforce record ids that count upwards: their order as text is the order of the indexes, as in an org. */
export interface RecordIds {
  /** The 18-character id of an index. */
  format(index: number): string
  /** The index of a 15- or 18-character id, or undefined for an id that is malformed or not of this family. */
  parse(recordId: string): number | undefined
}

/**
 * Makes the ids of one sObject.
 * @param keyPrefix the object's three-character prefix, such as `001` for Account
 * @param pod two characters and a reserved `0`, the same for all ids of one org
 * @param first the number of index 0
 */
export function createRecordIds(keyPrefix: string, pod: string, first: number): RecordIds {
  const head = keyPrefix + pod
  return {
    format: (index) => withSuffix(head + toBase62(first + index).padStart(NUMBER_LENGTH, '0')),
    parse: (recordId) => {
      const short = recordId.slice(0, 15)
      if (!short.startsWith(head) || (recordId.length !== 15 && recordId !== withSuffix(short))) return undefined
      const number = fromBase62(short.slice(head.length))
      return number === undefined || number < first ? undefined : number - first
    },
  }
}

/** The 18-character form of a 15-character id: three more characters say which letters are upper case. */
export function withSuffix(id15: string): string {
  return id15 + suffixOf(id15, 0) + suffixOf(id15, 5) + suffixOf(id15, 10)
}

/** Of the five characters from `start` on. */
function suffixOf(id15: string, start: number): string {
  let bits = 0
  for (let at = 0; at < 5; at += 1) if (isUpperCase(id15.charCodeAt(start + at))) bits |= 1 << at
  return SUFFIXES.charAt(bits)
}

function isUpperCase(code: number): boolean {
  return code >= 65 && code <= 90
}

function toBase62(number: number): string {
  let text = ''
  for (let rest = number; rest > 0; rest = Math.floor(rest / 62)) text = DIGITS.charAt(rest % 62) + text
  return text
}

function fromBase62(text: string): number | undefined {
  let number = 0
  for (const digit of text) {
    const value = DIGITS.indexOf(digit)
    if (value < 0) return undefined
    number = number * 62 + value
  }
  return text.length === NUMBER_LENGTH ? number : undefined
}
