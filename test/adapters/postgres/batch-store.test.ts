import { expect, test } from 'vitest'
import type { HeldBatch } from '../../../server/ports/tracking/batches.ts'
import {
  ACTOR,
  at,
  entries,
  type Ledger,
  newUrl,
  openLedger,
  planItem,
  recordId,
  startOf,
  vendorUrl,
  verifiedCopy,
  written,
} from './ledger.ts'

const sending = { readAt: at(1), sentAt: at(2), ingestJobId: null }

/** A running switch over verified records 0 to 4, with its only batch claimed. */
async function beginSwitch(): Promise<{ ledger: Ledger; runId: string; held: HeldBatch }> {
  const ledger = await openLedger()
  await ledger.discover(entries(5))
  await ledger.verify(0, 1, 2, 3, 4)
  const run = await ledger.begin(
    'switch',
    [0, 1, 2, 3, 4].map((n) => planItem(n, { targetUrl: newUrl(n) })),
  )
  return { ledger, runId: run.id, held: await ledger.claim(run) }
}

test('a claimed batch is working, and each claim raises its fence', async () => {
  const { ledger, runId, held } = await beginSwitch()
  expect(held).toMatchObject({ runId, operation: 'switch', number: 1, fence: 1 })
  expect(await ledger.claimBatch(held.batchId, null)).toMatchObject({ fence: 2 })
  expect(await ledger.batchesOf(runId)).toMatchObject([{ batchId: held.batchId, number: 1, state: 'working' }])
})

test('a batch of a run that does not run, or that is done, cannot be claimed', async () => {
  const ledger = await openLedger()
  const run = await ledger.begin('back_up', [planItem(1)])
  await ledger.discover([...entries(2)])
  const held = await ledger.claim(run)
  await ledger.haltRun(run.id, { id: 'x', role: 'admin' }, at(1), { code: 'x', sentence: 'y' })
  expect(await ledger.claimBatch(held.batchId, null)).toBeUndefined()
  await ledger.resumeRun(run.id, { id: 'x', role: 'admin' }, at(2))
  await ledger.markRunning(run.id, at(2))
  const again = await ledger.claim(run)
  await ledger.recordCopies(again, [verifiedCopy(1)], at(3))
  expect(await ledger.finishBatch(again, at(3))).toBe('done')
  expect(await ledger.claimBatch(held.batchId, null)).toBeUndefined()
})

test('what was sent and is not settled is in flight while its batch is at work', async () => {
  const { ledger, runId, held } = await beginSwitch()
  const [first, second] = [recordId(0), recordId(1)]
  await ledger.recordIntents(held, [first, second], at(1))
  expect(await ledger.inFlightOf(runId)).toBe(0)
  await ledger.recordSent(held, [first, second], sending)
  expect(await ledger.inFlightOf(runId)).toBe(2)
  await ledger.recordNotWritten(held, [second])
  expect(await ledger.inFlightOf(runId)).toBe(1)
})

test('whoever lost the fence writes no result of any kind', async () => {
  const { ledger, held } = await beginSwitch()
  await ledger.claimBatch(held.batchId, null)
  const before = await ledger.sql('select * from run_items order by record_id')
  const writes = [
    () => ledger.copyItems(held),
    () => ledger.switchItems(held),
    () => ledger.recordCopies(held, [verifiedCopy(1)], at(1)),
    () => ledger.recordConfirmations(held, [{ recordId: recordId(1), result: 'same' }], at(1)),
    () => ledger.recordSources(held, [{ recordId: recordId(1), result: 'same' }], at(1)),
    () => ledger.recordIntents(held, [recordId(1)], at(1)),
    () => ledger.recordSent(held, [recordId(1)], sending),
    () => ledger.recordNotWritten(held, [recordId(1)]),
    () => ledger.recordOutcomes(held, [written(1)], at(1)),
    () => ledger.recordIngestJob(held, { jobId: '750Kx', apiVersion: '62.0' }, 1, at(1)),
    () => ledger.finishBatch(held, at(1)),
  ]
  for (const write of writes) {
    await expect(write()).rejects.toMatchObject({ code: 'batch.fence-lost', behaviour: 'fatal' })
  }
  expect(await ledger.sql('select * from run_items order by record_id')).toEqual(before)
})

test('of workers that write while the batch is claimed anew, only holders of their time succeed', async () => {
  const { ledger, held } = await beginSwitch()
  const results = await Promise.allSettled([
    ...Array.from({ length: 10 }, () => ledger.recordIntents(held, [recordId(1)], at(1))),
    ledger.claimBatch(held.batchId, null),
    ...Array.from({ length: 10 }, () => ledger.recordIntents(held, [recordId(2)], at(1))),
  ])
  const errors = results.filter((result) => result.status === 'rejected').map((result) => result.reason.code)
  expect(new Set([...errors, 'batch.fence-lost'])).toEqual(new Set(['batch.fence-lost']))
  await expect(ledger.recordIntents(held, [recordId(3)], at(2))).rejects.toMatchObject({ code: 'batch.fence-lost' })
})

test('copies to make are the items without an outcome, with what the ledger knows of their records', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(3))
  const run = await ledger.begin('back_up', [planItem(0), planItem(1), planItem(2, { leftOutReason: 'folder' })])
  const held = await ledger.claim(run)
  expect(await ledger.copyItems(held)).toEqual([
    {
      recordId: recordId(0),
      accountId: planItem(0).accountId,
      accountName: 'Account 0',
      name: 'document-0.pdf',
      documentUrl: vendorUrl(0),
      identifier: 'identifier-0',
      copyState: 'discovered',
      sourceFingerprint: null,
      objectKey: null,
      objectSizeBytes: null,
      objectEtag: null,
      objectVersionId: null,
      checksum: null,
      attestation: null,
      archivedAnswers: 0,
    },
    expect.objectContaining({ recordId: recordId(1) }),
  ])
  await ledger.recordCopies(held, [verifiedCopy(0)], at(1))
  expect((await ledger.copyItems(held)).map((item) => item.recordId)).toEqual([recordId(1)])
  expect(await ledger.finishBatch(held, at(1))).toBe('waiting')
})

test('a verified copy is told with its object, its checksum and its time', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(2))
  await ledger.verify(1)
  expect(await ledger.getRecord(recordId(1))).toMatchObject({
    state: 'verified',
    sizeBytes: 1_000,
    objectKey: 'doclift/document-1.pdf',
    checksum: { algorithm: 'sha256', value: 'b'.repeat(64) },
    verifiedAt: at(0).toISOString(),
    ownerRunId: null,
  })
})

test('copies that could not be made say why, on the record and on the item', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(3))
  const run = await ledger.begin('back_up', [planItem(0), planItem(1), planItem(2)])
  const held = await ledger.claim(run)
  const why = (code: string) => ({ code, sentence: `It says ${code}.` })
  await ledger.recordCopies(
    held,
    [
      { recordId: recordId(0), result: 'missing', ...why('source.missing') },
      { recordId: recordId(1), result: 'failed', ...why('source.denied') },
      { recordId: recordId(2), result: 'restoring', askAgainAt: at(60), ...why('source.archived') },
    ],
    at(1),
  )
  expect((await ledger.readOverview()).byState).toEqual({ missing: 1, failed: 1, restoring: 1 })
  expect(await ledger.getRecord(recordId(1))).toMatchObject({
    failureCode: 'source.denied',
    failureSentence: 'It says source.denied.',
    ownerRunId: null,
  })
  expect((await ledger.countsOf(run.id)).outcomes).toMatchObject({ failed: 2, withdrawn: 1 })
  expect(await ledger.finishBatch(held, at(2))).toBe('done')
})

test('a later copy of a record that failed clears its failure', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(2))
  const run = await ledger.begin('back_up', [planItem(1)])
  const failed = { recordId: recordId(1), result: 'failed', code: 'x', sentence: 'y' } as const
  await ledger.recordCopies(await ledger.claim(run), [failed], at(1))
  await ledger.verify(1)
  expect(await ledger.getRecord(recordId(1))).toMatchObject({
    state: 'verified',
    failureCode: null,
    failureSentence: null,
  })
})

test('two records never share an object key', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(3))
  await ledger.verify(1)
  const run = await ledger.begin('back_up', [planItem(2)])
  const copy = { ...verifiedCopy(2), objectKey: verifiedCopy(1).objectKey }
  const recorded = ledger.recordCopies(await ledger.claim(run), [copy], at(1))
  await expect(recorded).rejects.toMatchObject({ facts: { constraint: 'object_keys_never_collide' } })
})

test('confirmations renew a verified copy or say what became of it, and an unknown one leaves it alone', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(4))
  await ledger.verify(0, 1, 2)
  const run = await ledger.begin(
    'verify',
    [0, 1, 2, 3].map((n) => planItem(n)),
  )
  const held = await ledger.claim(run)
  const why = { code: 'source.changed', sentence: 'Its ETag is another.' }
  await ledger.recordConfirmations(
    held,
    [
      { recordId: recordId(0), result: 'same' },
      { recordId: recordId(1), result: 'changed', ...why },
      { recordId: recordId(2), result: 'unknown', ...why },
      { recordId: recordId(3), result: 'missing', ...why },
    ],
    at(60),
  )
  const states = await ledger.sql(
    'select copy_state, source_confirmed_at = ? as is_confirmed_now from file_records order by record_id',
    [at(60)],
  )
  expect(states).toEqual([
    { copy_state: 'verified', is_confirmed_now: true },
    { copy_state: 'changed', is_confirmed_now: false },
    { copy_state: 'verified', is_confirmed_now: false },
    { copy_state: 'discovered', is_confirmed_now: null },
  ])
  expect((await ledger.countsOf(run.id)).outcomes).toMatchObject({ done: 1, failed: 3 })
})

test('what sources say about records of a switch changes the records and none of its items', async () => {
  const { ledger, held } = await beginSwitch()
  const items = await ledger.sql('select * from run_items order by record_id')
  const why = { code: 'source.changed', sentence: 'Its ETag is another.' }
  await ledger.recordSources(
    held,
    [
      { recordId: recordId(0), result: 'same' },
      { recordId: recordId(1), result: 'changed', ...why },
      { recordId: recordId(2), result: 'unknown', ...why },
    ],
    at(60),
  )
  const records = await ledger.sql<{ copy_state: string; is_fresh: boolean; failure_code: string | null }>(
    'select copy_state, source_confirmed_at = ? as is_fresh, failure_code from file_records order by record_id limit 3',
    [at(60)],
  )
  expect(records).toEqual([
    { copy_state: 'verified', is_fresh: true, failure_code: null },
    { copy_state: 'changed', is_fresh: false, failure_code: 'source.changed' },
    { copy_state: 'verified', is_fresh: false, failure_code: null },
  ])
  expect(await ledger.sql('select * from run_items order by record_id')).toEqual(items)
  const byRecord = new Map((await ledger.switchItems(held)).map((item) => [item.recordId, item]))
  expect(byRecord.get(recordId(0))).toMatchObject({ hasGoodCopy: true, sourceConfirmedAt: at(60) })
  expect(byRecord.get(recordId(1))).toMatchObject({ hasGoodCopy: false })
})

test('findings of a verification are counted, and a copy that was healed has its entry in the audit log', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(5))
  await ledger.verify(0, 1, 2)
  const run = await ledger.begin(
    'verify',
    [0, 1, 2, 3].map((n) => planItem(n)),
  )
  const held = await ledger.claim(run)
  const why = { code: 'copy.object-missing', sentence: 'It is gone.' }
  const healed = {
    ...verifiedCopy(0),
    finding: 'missing',
    code: 'copy.healed',
    sentence: 'It was copied again.',
  } as const
  const askAgainAt = at(9_000)
  await ledger.recordConfirmations(
    held,
    [
      { recordId: recordId(0), result: 'healed', copy: { ...healed, etag: 'anew' } },
      { recordId: recordId(1), result: 'failed', ...why, finding: 'missing' },
      { recordId: recordId(2), result: 'restoring', ...why, finding: 'differs', askAgainAt },
      { recordId: recordId(3), result: 'unproven', ...why },
    ],
    at(60),
  )
  const counts = await ledger.countsOf(run.id)
  expect(counts.findings).toEqual({ missing: 2, differs: 1, unproven: 1, healed: 1 })
  expect(counts.outcomes).toMatchObject({ done: 1, failed: 3 })
  const states = await ledger.sql(
    'select copy_state, object_etag, ask_again_at = ? as is_asked_again from file_records order by record_id limit 4',
    [askAgainAt],
  )
  expect(states).toMatchObject([
    { copy_state: 'verified', object_etag: 'anew' },
    { copy_state: 'failed' },
    { copy_state: 'restoring', is_asked_again: true },
    { copy_state: 'discovered' },
  ])
  expect(await ledger.healingsOf(recordId(0))).toEqual([
    {
      at: at(60).toISOString(),
      actor: ACTOR.id,
      runId: run.id,
      runNumber: run.number,
      finding: 'missing',
      sentence: 'It was copied again.',
    },
  ])
  expect(await ledger.healingsOf(recordId(1))).toEqual([])
})

test('bytes that a verification read are those of its run alone', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(2))
  await ledger.verify(0)
  const run = await ledger.begin('verify', [planItem(0)])
  await ledger.recordConfirmations(
    await ledger.claim(run),
    [{ recordId: recordId(0), result: 'same', readBytes: 5_000 }],
    at(60),
  )
  expect(await ledger.paceOf(run.id, at(90))).toMatchObject({ settled: 1, bytes: 5_000 })
  expect(await ledger.recentPaces('verify', { limit: 5, now: at(90), level: 'head' })).toHaveLength(1)
  expect(await ledger.recentPaces('verify', { limit: 5, now: at(90), level: 'full' })).toEqual([])
})

test('invariant 3: the before-image is durable before the write is sent', async () => {
  const { ledger, held } = await beginSwitch()
  const tooEarly = ledger.recordSent(held, [recordId(1)], sending)
  await expect(tooEarly).rejects.toMatchObject({ facts: { constraint: 'writes_have_a_before_image' } })
  await ledger.recordIntents(held, [recordId(1)], at(1))
  await ledger.recordSent(held, [recordId(1)], sending)
  const [item] = await ledger.sql(
    'select before_image, before_image_at, sent_at from run_items where sent_at is not null',
  )
  expect(item).toMatchObject({ before_image: vendorUrl(1) })
})

test('an empty original is a before-image as well', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(2))
  await ledger.verify(1)
  const run = await ledger.begin('switch', [planItem(1, { expectedUrl: null, targetUrl: newUrl(1) })])
  const held = await ledger.claim(run)
  await ledger.recordIntents(held, [recordId(1)], at(1))
  await ledger.recordSent(held, [recordId(1)], sending)
  expect(await ledger.switchItems(held)).toMatchObject([{ hasBeforeImage: true, sentAt: at(2), expectedUrl: null }])
})

test('a second intent leaves the first before-image in place', async () => {
  const { ledger, held } = await beginSwitch()
  await ledger.recordIntents(held, [recordId(1)], at(1))
  await ledger.recordIntents(held, [recordId(1), recordId(2)], at(50))
  const rows = await ledger.sql(
    'select before_image_at = ? as is_first from run_items where before_image_at is not null order by record_id',
    [at(1)],
  )
  expect(rows).toEqual([{ is_first: true }, { is_first: false }])
})

test('nothing may be sent for a record that is no open item of the run', async () => {
  const { ledger, held } = await beginSwitch()
  await ledger.recordIntents(held, [recordId(1)], at(1))
  const sent = ledger.recordSent(held, [recordId(1), recordId(77)], sending)
  await expect(sent).rejects.toMatchObject({ code: 'batch.items-unknown' })
  expect((await ledger.switchItems(held)).filter((item) => item.sentAt !== null)).toEqual([])
})

test('an item remembers the ingest job it was sent by, until it is proven not to have been written', async () => {
  const { ledger, held } = await beginSwitch()
  await ledger.recordIntents(held, [recordId(1)], at(1))
  await ledger.recordSent(held, [recordId(1)], { ...sending, ingestJobId: '750Kx' })
  const inDoubt = {
    recordId: recordId(1),
    outcome: 'in_doubt',
    code: null,
    sentence: null,
    urlState: 'in_doubt',
  } as const
  await ledger.recordOutcomes(held, [inDoubt], at(3))
  const item = async () => (await ledger.switchItems(held)).find((one) => one.recordId === recordId(1))
  expect(await item()).toMatchObject({ sentAt: at(2), ingestJobId: '750Kx', outcome: 'in_doubt' })
  await ledger.recordNotWritten(held, [recordId(1)])
  expect(await item()).toMatchObject({ sentAt: null, ingestJobId: null, outcome: null, hasBeforeImage: true })
})

test('a written value is the record’s, a row of its history, and settles its item', async () => {
  const { ledger, runId, held } = await beginSwitch()
  await ledger.recordIntents(held, [recordId(1)], at(1))
  await ledger.recordSent(held, [recordId(1)], sending)
  await ledger.recordOutcomes(held, [{ ...written(1), outcome: null, urlState: 'switched' }], at(3))
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'switched', ownerRunId: runId })
  await ledger.recordOutcomes(held, [written(1)], at(4))
  expect(await ledger.getRecord(recordId(1))).toMatchObject({
    state: 'confirmed',
    documentUrl: newUrl(1),
    firstSeenUrl: vendorUrl(1),
    ownerRunId: null,
  })
  expect((await ledger.historyOf(recordId(1))).map((row) => row.kind)).toEqual(['first_seen', 'written'])
  const { items } = await ledger.listRunItems(runId, { limit: 10, outcome: 'done' })
  expect(items).toMatchObject([{ recordId: recordId(1), exposureMs: 2_000 }])
})

test('a conflict keeps what the org holds and who put it there', async () => {
  const { ledger, held } = await beginSwitch()
  const value = {
    url: 'https://intranet.example/x',
    kind: 'observed',
    byUserId: '005Kx',
    modifiedAt: at(1).toISOString(),
  } as const
  const conflict = {
    code: 'switch.value-changed',
    sentence: 'Somebody changed it.',
    urlState: 'conflicted',
    value,
  } as const
  await ledger.recordOutcomes(held, [{ recordId: recordId(1), outcome: 'conflicted', ...conflict }], at(3))
  expect(await ledger.getRecord(recordId(1))).toMatchObject({
    state: 'conflicted',
    failureCode: 'switch.value-changed',
  })
  expect((await ledger.historyOf(recordId(1))).at(-1)).toMatchObject({
    kind: 'observed',
    byUserId: '005Kx',
    url: value.url,
  })
})

test('a batch with a record in doubt waits, and its record stays owned', async () => {
  const { ledger, runId, held } = await beginSwitch()
  const settled = [0, 2, 3, 4].map(
    (n) => ({ recordId: recordId(n), outcome: 'withdrawn', code: null, sentence: null }) as const,
  )
  const inDoubt = {
    recordId: recordId(1),
    outcome: 'in_doubt',
    code: null,
    sentence: null,
    urlState: 'in_doubt',
  } as const
  await ledger.recordOutcomes(held, [...settled, inDoubt], at(3))
  expect(await ledger.finishBatch(held, at(4))).toBe('waiting')
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ state: 'in_doubt', ownerRunId: runId })
  expect(await ledger.getRecord(recordId(0))).toMatchObject({ ownerRunId: null })
})

test('invariant 4: a record that was never verified cannot become switched', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(2))
  const run = await ledger.begin('switch', [planItem(1, { targetUrl: newUrl(1) })])
  const recorded = ledger.recordOutcomes(await ledger.claim(run), [written(1)], at(1))
  await expect(recorded).rejects.toMatchObject({ facts: { constraint: 'switched_records_were_verified' } })
})

test('ingest jobs are open until they are known to have ended, whoever created them', async () => {
  const { ledger, held } = await beginSwitch()
  const job = (jobId: string) => ({ jobId, apiVersion: '62.0' })
  await ledger.recordIngestJob(held, job('750A'), 3, at(1))
  const successor = (await ledger.claimBatch(held.batchId, null)) as HeldBatch
  await ledger.recordIngestJob(successor, job('750B'), 3, at(2))
  await ledger.recordIngestJob(successor, job('750C'), 3, at(3))
  await ledger.recordIngestJobState('750B', 'JobComplete', at(4))
  await ledger.recordIngestJobState('750C', 'InProgress', at(4))
  expect(await ledger.openIngestJobs(held.batchId)).toEqual([job('750A'), job('750C')])
})

test('what the jobs of a run met is told oldest first, without those whose results were not read', async () => {
  const { ledger, held } = await beginSwitch()
  for (const [minute, jobId] of ['750A', '750B', '750C'].entries()) {
    await ledger.recordIngestJob(held, { jobId, apiVersion: '62.0' }, 100 + minute, at(minute + 1))
  }
  await ledger.recordJobLocks('750C', 7)
  await ledger.recordJobLocks('750A', 0)
  expect(await ledger.jobLocks(held.runId)).toEqual([
    { rows: 100, lockedRows: 0 },
    { rows: 102, lockedRows: 7 },
  ])
  await expect(ledger.recordJobLocks('750B', 102)).rejects.toMatchObject({
    facts: { constraint: 'locked_rows_are_rows' },
  })
})

test('back-ups and switches that touch the same records at once all succeed', async () => {
  const { ledger, held } = await beginSwitch()
  const numbers = [4, 3, 2, 1, 0]
  const plan = await ledger.plan(
    'verify',
    numbers.map((n) => planItem(n)),
  )
  await ledger.startRun(startOf(plan, false))
  await ledger.markRunning(plan.id, at(0))
  const verification = await ledger.claim(plan)
  const writes = Array.from({ length: 20 }, (_, turn) => [
    ledger.recordOutcomes(
      held,
      [0, 1, 2, 3, 4].map((n) => written(n)),
      at(turn),
    ),
    ledger.recordConfirmations(
      verification,
      numbers.map((n) => ({ recordId: recordId(n), result: 'same' }) as const),
      at(turn),
    ),
    ledger.discover([3, 1, 4, 0, 2].map((n) => entries(5)[n] as ReturnType<typeof entries>[number])),
  ])
  await Promise.all(writes.flat())
  expect((await ledger.readOverview()).byState).toEqual({ confirmed: 5 })
})
