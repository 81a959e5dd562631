import type { KeyObject } from 'node:crypto'
import { PermanentError } from '../errors.ts'
import { type Checksum, describeChecksum } from '../object/checksum.ts'
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
 * Proves that a file is the one a receipt is about; by a CRC32, that it is not damaged.
 * @throws PermanentError `receipt.other-content`; `receipt.no-checksum`
 */
export function verifyContent({ object }: Receipt, found: { sizeBytes: number; checksum: Checksum }): void {
  if (found.sizeBytes !== object.sizeBytes) {
    throw otherContent(`${object.sizeBytes} bytes`, `${found.sizeBytes} bytes`)
  }
  const [expected, is] = [describeChecksum(checksumOf({ object })), describeChecksum(found.checksum)]
  if (is !== expected) throw otherContent(expected, is)
}

/**
 * The checksum that a file is compared by.
 * @throws PermanentError `receipt.no-checksum`
 */
export function checksumOf({ object }: Pick<Receipt, 'object'>): Checksum {
  if (object.checksum) return object.checksum
  throw new PermanentError(
    'receipt.no-checksum',
    'Expected a receipt with a checksum; this one has none, because the bucket copied the object by itself. Compare the file with the object in the bucket.',
  )
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
