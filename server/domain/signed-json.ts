import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { canonicalJson } from './receipt/canonical-json.ts'
import { signedMessage } from './signed-message.ts'

/** A document that carries its own signature: Ed25519 over the canonical JSON of everything else, base64url. */
export interface SignedJson {
  signature: string
}

/**
 * JSON has many spellings of one value; only those that Doclift writes are accepted, so that no change goes unseen.
 * @param bytes of the file: compact, or indented by two spaces
 * @param fault makes an error of a sentence that says what is wrong
 */
export function parseSignedJson(bytes: Uint8Array, fault: (why: string) => Error): unknown {
  const text = decodeText(bytes, fault)
  const value = parseJson(text, fault)
  const isAsIssued = [JSON.stringify(value), JSON.stringify(value, null, 2)].includes(text.replace(/\n$/, ''))
  if (!isAsIssued) throw fault('It is not written as Doclift writes it. Use the file as it was made.')
  return value
}

/** True when this key made the signature of the document, for the same purpose. */
export function isSignedWith(key: KeyObject, purpose: string, document: SignedJson): boolean {
  const { signature, ...content } = document
  return verify(null, signedMessage(purpose, canonicalJson(content)), key, decode(signature))
}

/** SHA-256 of a public key (SPKI, DER), hex: names the key in what it signed. */
export function keyIdOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}

/** An Ed25519 public key of its PEM; undefined when it is none. */
export function parsePublicKey(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem)
    return key.asymmetricKeyType === 'ed25519' ? key : undefined
  } catch {
    return undefined
  }
}

function decodeText(bytes: Uint8Array, fault: (why: string) => Error): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw fault('It is not UTF-8 text.')
  }
}

function parseJson(text: string, fault: (why: string) => Error): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw fault('It is not JSON.')
  }
}

/** Of the spellings of one signature only the canonical one counts. */
function decode(signature: unknown): Buffer {
  const bytes = Buffer.from(String(signature), 'base64url')
  return bytes.toString('base64url') === signature ? bytes : Buffer.alloc(0)
}
