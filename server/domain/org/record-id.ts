/** Salesforce record ids: 15 characters, case-sensitive, or 18 with three check characters (salesforce-platform.md 1.11). */

const CHECK_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/**
 * The 18-character form of an id of 15 or 18 characters.
 * @returns undefined when the text is no id or its check characters are wrong
 */
export function toRecordId18(text: string): string | undefined {
  if (!/^[A-Za-z0-9]{15}([A-Z0-5]{3})?$/.test(text)) return undefined
  const id = text.slice(0, 15)
  const full = id + checkCharacters(id)
  return text.length === 15 || text === full ? full : undefined
}

function checkCharacters(id15: string): string {
  return [0, 5, 10].map((start) => CHECK_ALPHABET[upperCaseBits(id15.slice(start, start + 5))]).join('')
}

function upperCaseBits(five: string): number {
  return [...five].reduce((bits, character, index) => (/[A-Z]/.test(character) ? bits | (1 << index) : bits), 0)
}
