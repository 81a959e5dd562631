import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

/** Invariant 5: a lost answer is in doubt, never a failure and never sent again blindly. */
describe.each([
  { way: 'Collections', upTo: '1000', on: 'collections' as const },
  { way: 'an ingest job', upTo: '0', on: 'ingest-close' as const },
])('a switch by $way', ({ upTo, on }) => {
  let doclift: TestInstallation

  beforeAll(async () => {
    doclift = await openTestInstallation({ sandbox: { records: 120 }, settings: { COLLECTIONS_UP_TO: upTo } })
    await doclift.perform('inventory')
    await doclift.perform('back_up')
  })
  afterAll(() => doclift.dispose())

  test('invariant 5: a lost answer is settled by reading and nothing is written twice', async () => {
    const { run } = await doclift.perform('switch')
    await doclift.sandbox.control.fault({ name: 'cut-after-write', on })
    const { counts } = await doclift.approve(run.id)
    expect(counts.outcomes).toMatchObject({ done: counts.planned, in_doubt: 0, failed: 0 })
    const { items } = await doclift.context.ports.tracking.listRecords({ limit: 200, state: 'confirmed' })
    expect(items).toHaveLength(counts.planned)
    for (const { recordId } of items) expect(await doclift.sandbox.control.writesOf(recordId)).toHaveLength(1)
  })
})
