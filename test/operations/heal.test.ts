import { expect, test } from 'vitest'
import { FatalError, PermanentError, TransientError } from '../../server/domain/errors.ts'
import type { Context } from '../../server/operations/context.ts'
import { heal } from '../../server/operations/heal.ts'
import type { DocumentRef, OpenAnswer } from '../../server/ports/document-source.ts'
import type { CopyItem, HeldBatch } from '../../server/ports/tracking/batches.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const held: HeldBatch = {
  batchId: 'b1',
  runId: 'r1',
  operation: 'verify',
  level: 'head',
  number: 1,
  fence: 1,
  actorId: 'cli:user@host',
  isCanary: false,
  isWithdrawn: false,
  piece: null,
}
const holder = { held, signal: new AbortController().signal }
const item: CopyItem = {
  recordId: 'a01000000000001AAA',
  accountId: '001000000000001AAA',
  accountName: 'Northwind',
  name: 'a.pdf',
  documentUrl: null,
  identifier: 'id-1',
  copyState: 'verified',
  sourceFingerprint: 'e v 10 https',
  objectKey: 'doclift/a.pdf',
  objectSizeBytes: 10,
  objectEtag: 'e',
  objectVersionId: null,
  checksum: { algorithm: 'sha256', value: 'a'.repeat(64) },
  attestation: 'sha256',
  archivedAnswers: 0,
}

/** A source that gives these answers one after another, and the questions it was asked. */
function sourceOf(...answers: (OpenAnswer | Error)[]) {
  const asked: DocumentRef[] = []
  const open = async (ref: DocumentRef) => {
    asked.push(ref)
    const answer = answers.shift()
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often')
    return answer
  }
  const ports = { source: { open }, clock: { now: () => NOW, sleep: async () => {} }, log: { error() {} } }
  return { asked, context: { ports, settings: { copy: { tries: 2, retryAfterMs: 1 } } } as unknown as Context }
}

test('the source that was copied from is asked, and not the others', async () => {
  const { asked, context } = sourceOf({ kind: 'not-this-sources' })
  await heal(context, item, { kind: 'missing' }, holder)
  expect(asked).toMatchObject([{ recordId: item.recordId, copiedFrom: 'https' }])
})

test.each([
  [{ kind: 'missing', code: 'source.missing', sentence: 'It is gone.' }, 'missing', 'source.missing'],
  [{ kind: 'refused', code: 'source.denied', sentence: 'It is closed.' }, 'failed', 'copy.object-differs'],
  [
    { kind: 'too-large', sizeBytes: 9, code: 'source.too-large', sentence: 'Too large.' },
    'failed',
    'copy.object-differs',
  ],
  [{ kind: 'not-this-sources' }, 'failed', 'copy.object-differs'],
] as const)('when the source answers %j the record becomes what it is', async (answer, result, code) => {
  const ended = await heal(sourceOf(answer).context, item, { kind: 'differs' }, holder)
  expect(ended).toMatchObject({ recordId: item.recordId, result, code, finding: 'differs' })
  const words = 'sentence' in answer ? answer.sentence : 'nothing its source could be asked by'
  expect(ended).toMatchObject({ sentence: expect.stringContaining('other bytes than the copy that was proven') })
  expect(ended).toMatchObject({ sentence: expect.stringContaining(words) })
})

test('a document that is archived meanwhile waits for its restore, and is asked about again', async () => {
  const { context } = sourceOf({ kind: 'archived', askAgainAfterMs: 3_600_000 })
  const askAgainAt = new Date(NOW.getTime() + 3_600_000)
  expect(await heal(context, item, { kind: 'missing' }, holder)).toMatchObject({
    result: 'restoring',
    code: 'source.archived',
    askAgainAt,
    finding: 'missing',
  })
})

test('a source that fails for a passing reason is asked again, and then the record fails with its finding', async () => {
  const away = new TransientError('source.unavailable', 'The source is away.')
  const { asked, context } = sourceOf(away, away)
  const ended = await heal(context, item, { kind: 'missing' }, holder)
  expect(asked).toHaveLength(2)
  expect(ended).toMatchObject({ result: 'failed', code: 'copy.object-missing' })
  expect(ended).toMatchObject({ sentence: expect.stringContaining('The source is away.') })
})

test('an error of this document alone is not tried again', async () => {
  const { asked, context } = sourceOf(new PermanentError('source.bad-answer', 'Nonsense.'))
  expect(await heal(context, item, { kind: 'missing' }, holder)).toMatchObject({ code: 'copy.object-missing' })
  expect(asked).toHaveLength(1)
})

test('a source that refuses the credentials stops the run', async () => {
  const { context } = sourceOf(new FatalError('source.unauthorised', 'Renew the token.'))
  await expect(heal(context, item, { kind: 'missing' }, holder)).rejects.toMatchObject({ code: 'source.unauthorised' })
})
