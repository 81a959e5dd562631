import type { KeyObject } from 'node:crypto'
import { PermanentError } from '../errors.ts'
import { isSignedWith, keyIdOf, parsePublicKey, parseSignedJson } from '../signed-json.ts'
import { CONFORM_KIND, CONFORM_VERSION, type ConformReport } from './report.ts'

/**
 * Proves that a report is exactly as the holder of one of the keys signed it.
 * @param bytes of the file, as `npm run org:conform` wrote it
 * @param publicKeys Ed25519, SPKI, PEM
 * @throws PermanentError `conform.not-valid`, `conform.unknown-key`
 */
export function verifyConformReport(bytes: Uint8Array, publicKeys: readonly string[]): ConformReport {
  const report = parseSignedJson(bytes, notValid) as ConformReport
  if (report?.kind !== CONFORM_KIND) throw notValid(`Its kind must be "${CONFORM_KIND}".`)
  if (report.version !== CONFORM_VERSION) {
    throw notValid(`Its version is ${quote(report.version)}; this Doclift knows version ${CONFORM_VERSION}.`)
  }
  const key = keyOf(report, publicKeys)
  if (isSignedWith(key, 'conformance', report)) return report
  throw notValid('Its signature does not fit its content, so one of them was changed. Make a new one.')
}

/** The report names its key; whether it really is that key's, the signature says. */
function keyOf({ signer }: ConformReport, publicKeys: readonly string[]): KeyObject {
  const known = publicKeys.map(parsePublicKey).filter((key) => key !== undefined)
  const key = known.find((one) => keyIdOf(one) === signer?.keyId)
  if (key) return key
  throw new PermanentError(
    'conform.unknown-key',
    `The report is signed with the key ${quote(signer?.keyId)}, and CONFORM_PUBLIC_KEYS_FILE holds ${known.length} others. Put the public key into that file that "npm run org:conform" printed where the report was made, if you trust whoever made it.`,
  )
}

function notValid(why: string): PermanentError {
  return new PermanentError('conform.not-valid', `The report does not hold. ${why} "npm run org:conform" makes one.`)
}

function quote(value: unknown): string {
  return JSON.stringify(value ?? null)
}
