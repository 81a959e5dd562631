import { expect, test } from 'vitest'
import { withdrawn } from '../../../server/domain/switch/outcome.ts'
import { ACTOR, at, entry, openLedger, planItem, recordId } from './ledger.ts'

test('what was not sent is withdrawn, what was sent stays to be settled, and its holder can send no more', async () => {
  const ledger = await openLedger()
  await ledger.verify(1, 2, 3)
  const run = await ledger.begin(
    'switch',
    [1, 2, 3].map((n) => planItem(n)),
  )
  const held = await ledger.claim(run)
  await ledger.recordIntents(held, [1, 2].map(recordId), at(10))
  const sending = { readAt: at(10), sentAt: at(11), ingestJobId: null }
  await ledger.recordSent(held, [recordId(1)], sending)

  await ledger.withdrawRest(run.id, ACTOR, at(12))
  expect(await ledger.countsOf(run.id)).toMatchObject({ planned: 3, pending: 1, outcomes: { withdrawn: 2 } })
  const late = ledger.recordSent(held, [recordId(2)], sending)
  await expect(late).rejects.toMatchObject({ code: 'batch.fence-lost' })
  expect(await ledger.getRun(run.id)).toMatchObject({ state: 'approved', stopCode: 'run.withdrawn' })
  const owned = await ledger.sql(`select record_id from run_items where is_owning and run_id = '${run.id}'`)
  expect(owned).toEqual([{ record_id: recordId(1) }])
})

test('asking again leaves the batch to whoever settles it', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1), entry(2)])
  await ledger.verify(1, 2)
  const run = await ledger.begin('switch', [planItem(1), planItem(2)])
  const before = await ledger.claim(run)
  expect(before.isWithdrawn).toBe(false)
  await ledger.recordIntents(before, [recordId(1)], at(10))
  await ledger.recordSent(before, [recordId(1)], { readAt: at(10), sentAt: at(11), ingestJobId: null })
  await ledger.withdrawRest(run.id, ACTOR, at(12))
  await ledger.markRunning(run.id, at(13))
  const settling = await ledger.claim(run)
  expect(settling.isWithdrawn).toBe(true)
  await ledger.withdrawRest(run.id, ACTOR, at(14))
  await ledger.recordOutcomes(settling, [{ recordId: recordId(1), ...withdrawn({ stateBefore: 'original' }) }], at(15))
  expect(await ledger.countsOf(run.id)).toMatchObject({ pending: 0, outcomes: { withdrawn: 2 } })
  expect(await ledger.getRecord(recordId(1))).toMatchObject({ urlState: 'original', failureCode: null })
})

test('a halted run goes on so that what it sent is settled', async () => {
  const ledger = await openLedger()
  await ledger.verify(1)
  const run = await ledger.begin('switch', [planItem(1)])
  await ledger.haltRun(run.id, ACTOR, at(10), { code: 'run.halted-by-person', sentence: 'It was stopped.' })
  await ledger.withdrawRest(run.id, ACTOR, at(11))
  expect(await ledger.getRun(run.id)).toMatchObject({ state: 'approved' })
})

test('a run that has ended, and one that was not started, stay as they are', async () => {
  const ledger = await openLedger()
  await ledger.verify(1, 2)
  const ended = await ledger.switch(1)
  const planned = await ledger.plan('switch', [planItem(2)])
  for (const { id } of [ended, planned]) {
    const before = await ledger.getRun(id)
    await ledger.withdrawRest(id, ACTOR, at(20))
    expect(await ledger.getRun(id)).toEqual(before)
  }
})
