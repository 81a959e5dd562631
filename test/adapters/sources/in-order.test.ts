import { expect, test } from 'vitest'
import { openSourcesInOrder } from '../../../server/adapters/sources/in-order.ts'
import { FatalError, TransientError } from '../../../server/domain/errors.ts'
import { bodyOfChunks } from '../../../server/domain/object/byte-body.ts'
import type { SourceName } from '../../../server/domain/object/fingerprint.ts'
import type { DocumentRef, OpenDocumentSource, SourceRefusal } from '../../../server/ports/document-source.ts'

const REF: DocumentRef = { recordId: 'a1c000000000001AAA', identifier: null, documentUrl: null }
const MISSING = { kind: 'missing', code: 'source.missing', sentence: 'There is none.' } as const
const REFUSED = { kind: 'refused', code: 'source.denied', sentence: 'It is closed.' } as const
const ARCHIVED = { kind: 'archived', askAgainAfterMs: 1_000 } as const
const TOO_LARGE = { kind: 'too-large', sizeBytes: 9, code: 'source.too-large', sentence: 'It is large.' } as const
const NOT_MINE = { kind: 'not-this-sources' } as const

type Says = SourceRefusal | 'found' | Error

/** Sources that say one thing each, in order, and who of them was asked. */
function sourcesThatSay(says: Partial<Record<SourceName, Says>>) {
  const asked: string[] = []
  const sources = Object.entries(says).map(
    ([name, say]) => [name, sourceThatSays(name as SourceName, say, asked)] as const,
  )
  return { source: openSourcesInOrder(new Map(sources as [SourceName, OpenDocumentSource][])), asked }
}

function sourceThatSays(source: SourceName, say: Says, asked: string[]): OpenDocumentSource {
  const answer = async <Found>(found: Found): Promise<Found | SourceRefusal> => {
    asked.push(source)
    if (say instanceof Error) throw say
    return say === 'found' ? found : say
  }
  const fingerprint = { source, etag: 'e', versionId: null, sizeBytes: 1 }
  const document = {
    body: bodyOfChunks([Buffer.from('x')]),
    firstBytes: Buffer.from('x'),
    fingerprint,
    contentType: null,
  }
  const sample = { firstBytes: Buffer.from('x'), sizeBytes: 1, contentType: null }
  return {
    name: `the ${source}`,
    check: async () => ({ status: source === 's3' ? 'unknown' : 'ok', sentence: `The ${source} answers.` }),
    open: () => answer({ kind: 'found' as const, document }),
    confirm: () => answer({ kind: 'found' as const, fingerprint, latencyMs: 1 }),
    sample: () => answer({ kind: 'found' as const, sample }),
    close: async () => void asked.push(`${source} closed`),
  }
}

test.each([
  ['has nothing to be asked by', NOT_MINE],
  ['says that there is none', MISSING],
  ['does not give it out', REFUSED],
])('the next source is asked when one %s', async (_what, first) => {
  const { source, asked } = sourcesThatSay({ vendor: first, s3: 'found', https: 'found' })
  expect(await source.open(REF)).toMatchObject({ document: { fingerprint: { source: 's3' } } })
  expect(await source.sample(REF)).toMatchObject({ kind: 'found' })
  expect(asked).toEqual(['vendor', 's3', 'vendor', 's3'])
})

test.each([
  ['found', 'found' as const],
  ['archived', ARCHIVED],
  ['too large', TOO_LARGE],
])('no other source is asked about a document that is %s', async (_what, first) => {
  const { source, asked } = sourcesThatSay({ s3: first, vendor: 'found' })
  expect(await source.open(REF)).toMatchObject({ kind: first === 'found' ? 'found' : first.kind })
  expect(asked).toEqual(['s3'])
})

test.each([
  ['a passing error', new TransientError('source.throttled', 'Later.')],
  ['an error that stops the run', new FatalError('source.unauthorised', 'No.')],
])('%s never leads to the next source', async (_what, error) => {
  const { source, asked } = sourcesThatSay({ vendor: error, s3: 'found' })
  await expect(source.open(REF)).rejects.toBe(error)
  expect(asked).toEqual(['vendor'])
})

test('a document is missing only where every source that could be asked says so', async () => {
  const missing = sourcesThatSay({ vendor: MISSING, s3: NOT_MINE, https: MISSING }).source
  expect(await missing.open(REF)).toEqual({
    kind: 'missing',
    code: 'source.missing',
    sentence: 'the vendor: There is none. the https: There is none.',
  })
  const refused = sourcesThatSay({ vendor: MISSING, s3: REFUSED }).source
  expect(await refused.open(REF)).toEqual({
    kind: 'refused',
    code: 'source.denied',
    sentence: 'the vendor: There is none. the s3: It is closed.',
  })
})

test('one source that could be asked is quoted as it is, and none leaves nothing to say', async () => {
  expect(await sourcesThatSay({ vendor: NOT_MINE, s3: REFUSED }).source.confirm(REF)).toEqual(REFUSED)
  expect(await sourcesThatSay({ vendor: NOT_MINE, s3: NOT_MINE }).source.open(REF)).toEqual(NOT_MINE)
})

test('a copy is confirmed where it was copied from, and by the others only when that source is gone', async () => {
  const both = sourcesThatSay({ vendor: 'found', s3: MISSING })
  expect(await both.source.confirm({ ...REF, copiedFrom: 's3' })).toEqual(MISSING)
  expect(both.asked).toEqual(['s3'])
  const without = sourcesThatSay({ vendor: 'found' })
  expect(await without.source.confirm({ ...REF, copiedFrom: 's3' })).toMatchObject({ kind: 'found' })
})

test('a look at it is a look at every source, and one that is not known leaves all in doubt', async () => {
  expect(await sourcesThatSay({ vendor: 'found', https: 'found' }).source.check()).toEqual({
    status: 'ok',
    sentence: 'The vendor answers. The https answers.',
  })
  expect(await sourcesThatSay({ vendor: 'found', s3: 'found' }).source.check()).toMatchObject({ status: 'unknown' })
})

test('closing it closes every source', async () => {
  const { source, asked } = sourcesThatSay({ vendor: 'found', https: 'found' })
  await source.close()
  expect(asked).toEqual(['vendor closed', 'https closed'])
})
