import { generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../server/domain/receipt/canonical-json.ts'
import type { Receipt, ReceiptContent } from '../../../server/domain/receipt/receipt.ts'
import { verifyContent, verifyReceipt } from '../../../server/domain/receipt/verify.ts'
import { signedMessage } from '../../../server/domain/signed-message.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const PEM = publicKey.export({ type: 'spki', format: 'pem' }).toString()

const CONTENT: ReceiptContent = {
  kind: 'doclift-receipt',
  version: 2,
  installation: { orgId: '00D000000000001EAA', environment: 'sandbox' },
  record: { id: 'a01000000000001AAA', accountId: null, accountName: 'Ümlaut & "Söhne" 😀', name: 'a\u0001\ud800.pdf' },
  source: { fingerprint: 'etag 10', sizeBytes: 10, confirmedAt: null },
  object: {
    key: 'doclift/a.pdf',
    etag: 'etag',
    versionId: null,
    sizeBytes: 10,
    checksum: { algorithm: 'sha256', value: 'b'.repeat(64) },
    attestation: 'sha256',
    contentType: 'application/pdf',
    verifiedAt: '2026-03-01T12:00:00.000Z',
  },
  url: { firstSeen: 'https://files.vendor.example/a', present: '', target: null },
  history: [{ at: '2026-03-01T11:00:00.000Z', kind: 'first_seen', url: null, actor: 'doclift', runNumber: 1 }],
  runs: [{ number: 2, operation: 'back_up', outcome: 'done' }],
  issuedAt: '2026-03-01T12:00:00.000Z',
  signer: { algorithm: 'Ed25519', keyId: 'c'.repeat(64) },
}

function issue(content: object, purpose = 'receipt'): Receipt {
  const signature = sign(null, signedMessage(purpose, canonicalJson(content)), privateKey).toString('base64url')
  return { ...content, signature } as Receipt
}

const RECEIPT = issue(CONTENT)
const COMPACT = Buffer.from(JSON.stringify(RECEIPT))
const INDENTED = Buffer.from(`${JSON.stringify(RECEIPT, null, 2)}\n`)
const refused = expect.objectContaining({ code: 'receipt.not-valid' })

function outcome(bytes: Uint8Array, pem = PEM): unknown {
  try {
    return verifyReceipt(bytes, pem)
  } catch (error) {
    return error
  }
}

describe('a receipt', () => {
  test.each([COMPACT, INDENTED])('that was not changed holds', (bytes) => {
    expect(outcome(bytes)).toEqual(RECEIPT)
  })

  test.each([
    ['compact', COMPACT],
    ['indented', INDENTED],
  ])('with one flipped bit anywhere is refused (%s)', (_form, bytes) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length * 8 - 1 }), (bit) => {
        const flipped = Buffer.from(bytes)
        flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
        expect(outcome(flipped)).toEqual(refused)
      }),
      { numRuns: 2_000 },
    )
  })

  test('with a character more, less or other anywhere is refused', () => {
    const text = COMPACT.toString()
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(1), fc.string({ maxLength: 1 }), (at, taken, put) => {
        const changed = text.slice(0, at) + put + text.slice(at + taken)
        fc.pre(changed !== text && changed !== `${text}\n`)
        expect(outcome(Buffer.from(changed))).toEqual(refused)
      }),
    )
  })

  test('with a key that occurs twice is refused', () => {
    const doubled = COMPACT.toString().replace('{"kind"', '{"issuedAt":"1999-01-01T00:00:00.000Z","kind"')
    expect(outcome(Buffer.from(doubled))).toEqual(refused)
  })

  test('with something added is refused, signed or not', () => {
    expect(outcome(Buffer.from(JSON.stringify({ ...RECEIPT, note: 'x' })))).toEqual(refused)
    expect(outcome(Buffer.from(JSON.stringify({ ...RECEIPT, version: 3 })))).toEqual(refused)
  })

  test('that another key signed names both keys', () => {
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString()
    expect(outcome(COMPACT, other)).toMatchObject({ message: expect.stringContaining('c'.repeat(64)) })
  })

  test('is not held by a signature for another purpose', () => {
    expect(outcome(Buffer.from(JSON.stringify(issue(CONTENT, 'download'))))).toEqual(refused)
  })

  test('of another kind or a later version is refused, though it is signed', () => {
    for (const change of [{ kind: 'other' }, { version: 3 }]) {
      expect(outcome(Buffer.from(JSON.stringify(issue({ ...CONTENT, ...change }))))).toEqual(refused)
    }
  })

  test.each(['', 'null', '[]', '{}', '"text"', '{', '\u0000'])('that is %j is refused', (text) => {
    expect(outcome(Buffer.from(text))).toEqual(refused)
  })
})

test.each(['', 'not a key', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n'])(
  'the key %j is told apart from a bad receipt',
  (pem) => {
    expect(outcome(COMPACT, pem)).toMatchObject({ code: 'receipt.bad-key' })
  },
)

test('a key of another kind than Ed25519 is refused', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
  expect(outcome(COMPACT, rsa.export({ type: 'spki', format: 'pem' }).toString())).toMatchObject({
    code: 'receipt.bad-key',
  })
})

test('a file is the one of a receipt only with its size and its checksum', () => {
  const same = { sizeBytes: 10, checksum: { algorithm: 'sha256', value: 'b'.repeat(64) } } as const
  expect(() => verifyContent(RECEIPT, same)).not.toThrow()
  const otherValue = { algorithm: 'sha256', value: 'a'.repeat(64) } as const
  const otherKind = { algorithm: 'md5', value: 'b'.repeat(64) } as const
  for (const change of [{ sizeBytes: 11 }, { checksum: otherValue }, { checksum: otherKind }]) {
    expect(() => verifyContent(RECEIPT, { ...same, ...change })).toThrow(
      expect.objectContaining({ code: 'receipt.other-content' }),
    )
  }
})

test('a receipt without a checksum proves no file, and says so', () => {
  const receipt = issue({ ...CONTENT, object: { ...CONTENT.object, checksum: null } })
  const found = { sizeBytes: 10, checksum: { algorithm: 'sha256', value: 'b'.repeat(64) } } as const
  expect(() => verifyContent(receipt, found)).toThrow(expect.objectContaining({ code: 'receipt.no-checksum' }))
})
