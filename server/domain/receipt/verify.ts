import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { PermanentError } from '../errors.ts'
import { signedMessage } from '../signed-message.ts'
import { canonicalJson } from './canonical-json.ts'
import { RECEIPT_KIND, RECEIPT_VERSION, type Receipt } from './receipt.ts'

/**
 * Proves that a receipt is exactly as the holder of the key issued it.
 * @param bytes of the file, as it was downloaded: compact, or indented by two spaces
 * @param publicKeyPem Ed25519, SPKI, PEM
 * @throws PermanentError `receipt.not-valid` with what is wrong
 */
export function verifyReceipt(bytes: Uint8Array, publicKeyPem: string): Receipt {
  const receipt = parseReceipt(bytes)
  const key = parseKey(publicKeyPem)
  const { signature, ...content } = receipt
  const keyId = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
  const isSigned = verify(null, signedMessage('receipt', canonicalJson(content)), key, decode(signature))
  if (isSigned) return receipt
  const signer = content.signer?.keyId
  if (signer !== keyId) {
    throw notValid(`It names the key ${quote(signer)}; the key given is ${keyId}. Use the key of the installation.`)
  }
  throw notValid('Its signature does not fit its content, so one of them was changed. Ask for the receipt again.')
}

/**
 * Proves that a file is the one a receipt is about.
 * @throws PermanentError `receipt.other-content`
 */
export function verifyContent({ object }: Receipt, found: { sizeBytes: number; sha256: string }): void {
  if (found.sizeBytes !== object.sizeBytes) {
    throw otherContent(`${object.sizeBytes} bytes`, `${found.sizeBytes} bytes`)
  }
  if (found.sha256 !== object.sha256) throw otherContent(`SHA-256 ${object.sha256}`, `SHA-256 ${found.sha256}`)
}

/** JSON has many spellings of one value; only those that Doclift writes are accepted, so that no change goes unseen. */
function parseReceipt(bytes: Uint8Array): Receipt {
  const text = decodeText(bytes)
  const receipt = parseJson(text)
  const isAsIssued = [JSON.stringify(receipt), JSON.stringify(receipt, null, 2)].includes(text.replace(/\n$/, ''))
  if (!isAsIssued) throw notValid('It is not written as Doclift writes receipts. Use the file as it was downloaded.')
  if (receipt?.kind !== RECEIPT_KIND) throw notValid(`Its kind must be "${RECEIPT_KIND}". Give a receipt.`)
  if (receipt.version !== RECEIPT_VERSION) {
    throw notValid(`Its version is ${quote(receipt.version)}; this Doclift knows version ${RECEIPT_VERSION}.`)
  }
  return receipt
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw notValid('It is not UTF-8 text. Give a receipt.')
  }
}

function parseJson(text: string): Receipt {
  try {
    return JSON.parse(text)
  } catch {
    throw notValid('It is not JSON. Give a receipt.')
  }
}

/** Of the spellings of one signature only the canonical one counts. */
function decode(signature: unknown): Buffer {
  const bytes = Buffer.from(String(signature), 'base64url')
  return bytes.toString('base64url') === signature ? bytes : Buffer.alloc(0)
}

function parseKey(pem: string): KeyObject {
  const key = readKey(pem)
  if (key?.asymmetricKeyType === 'ed25519') return key
  throw new PermanentError('receipt.bad-key', 'The key must be an Ed25519 public key, PEM. See "doclift receipt key".')
}

function readKey(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem)
  } catch {
    return undefined
  }
}

function notValid(why: string): PermanentError {
  return new PermanentError('receipt.not-valid', `The receipt does not hold. ${why}`)
}

function otherContent(expected: string, found: string): PermanentError {
  const message = `The file is not the one of the receipt: expected ${expected}, found ${found}.`
  return new PermanentError('receipt.other-content', message)
}

function quote(value: unknown): string {
  return JSON.stringify(value ?? null)
}
