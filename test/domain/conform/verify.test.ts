import { describe, expect, test } from 'vitest'
import { verifyConformReport } from '../../../server/domain/conform/verify.ts'
import { buildReport, checksWith, fileOf, reportKey } from '../../support/conform-report.ts'

const key = reportKey()
const report = buildReport(key, { checks: checksWith({ 'records.exact': 'failed' }) })

function refusal(bytes: Uint8Array, keys: readonly string[] = [key.publicKeyPem]) {
  try {
    verifyConformReport(bytes, keys)
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return { code, message }
  }
  return null
}

describe('the proof of a report', () => {
  test('a report is proven by its key among several, and read as it was signed', () => {
    const keys = [reportKey().publicKeyPem, key.publicKeyPem]
    expect(verifyConformReport(fileOf(report), keys)).toEqual(report)
  })

  test.for([
    ['a check that failed was made one that passed', (text: string) => text.replace('"failed"', '"passed"')],
    ['the host was changed', (text: string) => text.replace('acme--uat', 'acme--dev')],
    [
      'a member was added',
      (text: string) => text.replace('"doclift-conformance",', '"doclift-conformance",\n  "more": 1,'),
    ],
    ['it was written in another way', (text: string) => text.replaceAll('\n', ' \n')],
    ['it was cut off', (text: string) => text.slice(0, -10)],
    ['it is of another kind', (text: string) => text.replace('doclift-conformance', 'doclift-receipt')],
    ['it is of a later version', (text: string) => text.replace('"version": 1', '"version": 2')],
    ['the signature is that of nothing', (text: string) => text.replace(/"signature": "[^"]+"/, '"signature": ""')],
  ] as const)('a file is refused when %s', ([, change]) => {
    const text = change(fileOf(report).toString())
    expect(text).not.toBe(fileOf(report).toString())
    expect(refusal(Buffer.from(text))?.code).toBe('conform.not-valid')
  })

  test.for(['null', '[]', '"doclift-conformance"', '{}'])('JSON that is no report is refused: %s', (text) => {
    expect(refusal(Buffer.from(text))?.code).toBe('conform.not-valid')
  })

  test('bytes that are no text are refused', () => {
    expect(refusal(Uint8Array.of(0xff, 0xfe))?.code).toBe('conform.not-valid')
  })

  test('an unknown key is named with what to do', () => {
    const found = refusal(fileOf(report), [reportKey().publicKeyPem])
    expect(found?.code).toBe('conform.unknown-key')
    expect(found?.message).toContain(key.keyId)
    expect(found?.message).toContain('CONFORM_PUBLIC_KEYS_FILE')
  })

  test('a report that names a known key and is signed by another is refused', () => {
    const foreign = buildReport({ ...reportKey(), keyId: key.keyId })
    expect(refusal(fileOf(foreign))?.code).toBe('conform.not-valid')
  })
})
