import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Tokens of links: 128 bits of an HMAC over a record and its generation, as base64url. A token says nothing by itself; what
 * it opens stands in the ledger, where it is found by its SHA-256.
 */

/** A key that signs links. Its id is stored with each link, so that old links go with their key. */
export interface LinkKey {
  kid: string
  secret: Uint8Array
}

/** What a token stands for. A higher generation of a record takes the place of all lower ones. */
export interface LinkSubject {
  recordId: string
  generation: number
}

/** Of a secret, in bytes: as strong as the digest that it keys. */
export const SECRET_BYTES = 32
const TOKEN_BYTES = 16

/** Sixteen bytes are 21 whole characters and two bits of the last, which only four characters have. */
const TOKEN = /^[A-Za-z0-9_-]{21}[AQgw]$/

/** The token of a record in one generation under one key: 22 characters, always the same. */
export function linkToken({ secret }: LinkKey, { recordId, generation }: LinkSubject): string {
  const digest = createHmac('sha256', secret).update(`doclift.link\n${recordId}\n${generation}`).digest()
  return digest.subarray(0, TOKEN_BYTES).toString('base64url')
}

/** True for a text that can be a token; whatever else comes is not looked up. */
export function isLinkToken(text: string): boolean {
  return TOKEN.test(text)
}

/** What the ledger keeps of a token: its SHA-256, hex. */
export function hashLinkToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** True when the token is the one of this subject under this key; takes the same time for every answer. */
export function isTokenOf(token: string, key: LinkKey, subject: LinkSubject): boolean {
  return timingSafeEqual(Buffer.from(token), Buffer.from(linkToken(key, subject)))
}
