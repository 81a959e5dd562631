import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

describe.each([
  { way: 'Collections', upTo: '1000' },
  { way: 'an ingest job', upTo: '0' },
])('a switch by $way', ({ upTo }) => {
  let doclift: TestInstallation
  let recordIds: string[]

  beforeAll(async () => {
    doclift = await openTestInstallation({ sandbox: { records: 120 }, settings: { COLLECTIONS_UP_TO: upTo } })
    await doclift.perform('inventory')
    await doclift.perform('back_up')
    const { items } = await doclift.context.ports.tracking.listRecords({ limit: 10, state: 'verified' })
    recordIds = items.map((item) => item.recordId)
  })
  afterAll(() => doclift.dispose())

  test('a row that a validation rule refuses keeps its URL and is reported in the words of the rule', async () => {
    const [refusedId, lockedId, busyId] = recordIds as [string, string, string]
    await doclift.sandbox.control.fault({
      name: 'validation-rule',
      recordIds: [refusedId],
      message: 'Locked by Legal.',
    })
    await doclift.sandbox.control.fault({ name: 'unable-to-lock-row', recordIds: [lockedId], times: 2 })
    await doclift.sandbox.control.fault({ name: 'unable-to-lock-row', recordIds: [busyId], times: 100 })
    const { run } = await doclift.perform('switch')
    const { counts } = await doclift.approve(run.id)
    expect(counts.outcomes).toMatchObject({ done: counts.planned - 2, refused: 1, failed: 1, in_doubt: 0 })
    const items = (await doclift.context.ports.tracking.listRunItems(run.id, { limit: 200 })).items
    const itemOf = (recordId: string) => items.find((item) => item.recordId === recordId)
    expect(itemOf(refusedId)).toMatchObject({
      outcome: 'refused',
      sentence: expect.stringContaining('Locked by Legal.'),
    })
    expect(itemOf(lockedId)).toMatchObject({ outcome: 'done' })
    expect(itemOf(busyId)).toMatchObject({ outcome: 'failed', code: expect.stringContaining('UNABLE_TO_LOCK_ROW') })
  })

  test('a refused record was never written and the next switch takes it again', async () => {
    const refusedId = recordIds[0] ?? ''
    expect(await doclift.sandbox.control.writesOf(refusedId)).toEqual([])
    await doclift.sandbox.control.clearFaults()
    const { run } = await doclift.perform('switch')
    expect((await doclift.approve(run.id)).counts.outcomes.done).toBe(2)
  })
})
