import type { KeyObject } from 'node:crypto'
import { PermanentError } from '../errors.ts'
import { isSignedWith, keyIdOf, parsePublicKey, parseSignedJson } from '../signed-json.ts'
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
  if (isSignedWith(key, 'receipt', receipt)) return receipt
  const signer = receipt.signer?.keyId
  const keyId = keyIdOf(key)
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

function parseReceipt(bytes: Uint8Array): Receipt {
  const receipt = parseSignedJson(bytes, notValid) as Receipt
  if (receipt?.kind !== RECEIPT_KIND) throw notValid(`Its kind must be "${RECEIPT_KIND}". Give a receipt.`)
  if (receipt.version !== RECEIPT_VERSION) {
    throw notValid(`Its version is ${quote(receipt.version)}; this Doclift knows version ${RECEIPT_VERSION}.`)
  }
  return receipt
}

function parseKey(pem: string): KeyObject {
  const key = parsePublicKey(pem)
  if (key) return key
  throw new PermanentError('receipt.bad-key', 'The key must be an Ed25519 public key, PEM. See "doclift receipt key".')
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
