import { expect, test } from 'vitest'
import { SILENT_AFTER_MS } from '../../../server/domain/worker/process.ts'
import { at, entries, type Ledger, nextId, openLedger, planItem, recordId, verifiedCopy } from './ledger.ts'

/** A running back-up of records 0 to 39 as one batch, and workers to claim it. */
async function begin(): Promise<{ ledger: Ledger; batchId: string }> {
  const ledger = await openLedger()
  await ledger.discover(entries(40))
  const run = await ledger.begin(
    'back_up',
    entries(40).map((_, n) => planItem(n)),
  )
  const [batch] = await ledger.batchesOf(run.id)
  return { ledger, batchId: batch?.batchId ?? '' }
}

async function addWorker(ledger: Ledger): Promise<string> {
  const id = nextId()
  await ledger.noteWorker({ id, kind: 'worker', takesTasks: true, host: 'm', processId: 1, version: '1' }, [])
  return id
}

/** As if a worker had died: it says nothing any more, and the queue gives its batch to another one. */
function die(ledger: Ledger, workerId: string) {
  const text = `update workers set seen_at = seen_at - ? * interval '1 millisecond' where id = ?`
  return ledger.sql(text, [SILENT_AFTER_MS + 1, workerId])
}

async function claimAndDie(ledger: Ledger, batchId: string) {
  const worker = await addWorker(ledger)
  const held = await ledger.claimBatch(batchId, worker)
  await die(ledger, worker)
  return held
}

const suspicionOf = async (ledger: Ledger, batchId: string) =>
  (await ledger.sql('select deaths, piece from batches where id = ?', [batchId]))[0]

test('a takeover counts a death only when the holder has gone silent and did not give the batch back', async () => {
  const { ledger, batchId } = await begin()
  const [first, second] = [await addWorker(ledger), await addWorker(ledger)]
  await ledger.claimBatch(batchId, first)
  const held = await ledger.claimBatch(batchId, second)
  expect(await suspicionOf(ledger, batchId)).toEqual({ deaths: 0, piece: null })
  if (held) await ledger.releaseBatch(held)
  await die(ledger, second)
  await ledger.claimBatch(batchId, first)
  expect(await suspicionOf(ledger, batchId)).toEqual({ deaths: 0, piece: null })
  await die(ledger, first)
  await ledger.claimBatch(batchId, first)
  expect(await suspicionOf(ledger, batchId)).toEqual({ deaths: 0, piece: null })
  await ledger.claimBatch(batchId, await addWorker(ledger))
  expect(await suspicionOf(ledger, batchId)).toEqual({ deaths: 1, piece: null })
})

test('a batch that workers die over is narrowed until its first open record is the one, and then forgets it', async () => {
  const { ledger, batchId } = await begin()
  const claims = []
  for (let death = 0; death < 5; death += 1) claims.push(await claimAndDie(ledger, batchId))
  expect(claims.map((held) => held?.piece)).toEqual([null, null, null, 3, 1])
  const held = await ledger.claimBatch(batchId, await addWorker(ledger))
  if (held === undefined) throw new Error('Nobody holds the batch.')
  expect(held).toMatchObject({ piece: 0 })
  expect((await ledger.copyItems({ ...held, piece: 1 })).map((item) => item.recordId)).toEqual([recordId(0)])
  expect(await ledger.openItemsOf(held)).toBe(40)
  await ledger.recordCopies(held, [verifiedCopy(0)], at(1))
  expect(await ledger.openItemsOf(held)).toBe(39)
  await ledger.endSuspicion(held)
  expect(await suspicionOf(ledger, batchId)).toEqual({ deaths: 0, piece: null })
})

test('a suspect batch waits until its worker does nothing else, and nothing is taken beside it', async () => {
  const { ledger, batchId } = await begin()
  await ledger.discover(entries(42))
  const other = await ledger.begin('back_up', [planItem(40)])
  const [otherBatch] = await ledger.batchesOf(other.id)
  await claimAndDie(ledger, batchId)
  const worker = await addWorker(ledger)
  const besides = await ledger.claimBatch(otherBatch?.batchId ?? '', worker)
  expect(await ledger.claimBatch(batchId, worker)).toBeUndefined()
  if (besides) await ledger.releaseBatch(besides)
  expect(await ledger.claimBatch(batchId, worker)).toMatchObject({ batchId })
  expect(await ledger.claimBatch(otherBatch?.batchId ?? '', worker)).toBeUndefined()
  expect(await ledger.claimBatch(otherBatch?.batchId ?? '', await addWorker(ledger))).toBeDefined()
})
