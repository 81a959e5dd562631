import { parsePublicKey } from '../domain/signed-json.ts'

const BLOCK = /-----BEGIN [A-Z0-9 ]+-----[\s\S]*?-----END [A-Z0-9 ]+-----/g

/**
 * Reads the file of keys that conformance reports are believed from: public keys, PEM, one after the other.
 * @returns the keys, and a sentence for every problem
 */
export function parseConformKeys(text: string): { keys: string[]; problems: string[] } {
  const blocks = text.match(BLOCK) ?? []
  // A private key would be taken for its public one; it must not lie in this file at all.
  const isGood = (pem: string) => pem.startsWith('-----BEGIN PUBLIC KEY-----') && parsePublicKey(pem) !== undefined
  const isWhole = text.replace(BLOCK, '').trim() === ''
  if (isWhole && blocks.every(isGood)) return { keys: [...blocks], problems: [] }
  const problem =
    'CONFORM_PUBLIC_KEYS_FILE must hold nothing but Ed25519 public keys, PEM, as "npm run org:conform" prints them.'
  return { keys: [], problems: [problem] }
}
