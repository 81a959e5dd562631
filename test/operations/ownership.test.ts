import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 120 }, settings: { COLLECTIONS_UP_TO: '0' } })
  await doclift.perform('inventory')
  await doclift.perform('back_up')
})
afterAll(() => doclift.dispose())

test('invariant 9: a second switch over the same records is refused and names the run that owns them', async () => {
  const first = await doclift.perform('switch')
  const second = await doclift.perform('switch')
  await doclift.sandbox.control.fault({ name: 'hold-jobs' })
  await doclift.services.approveRun(first.run.id, first.run.planHash ?? '', doclift.actor)
  const approval = doclift.services.approveRun(second.run.id, second.run.planHash ?? '', doclift.actor)
  await expect(approval).rejects.toMatchObject({
    code: 'run.records-owned',
    message: expect.stringContaining(`Run ${first.run.number}`),
    facts: expect.objectContaining({ ownerRunId: first.run.id, ownerNumber: first.run.number }),
  })
  await doclift.sandbox.control.clearFaults()
  expect((await doclift.follow(first.run.id)).run.state).toBe('succeeded')
})

test('a plan whose records were switched by another run finds the new value already there', async () => {
  const { items } = await doclift.context.ports.tracking.listRuns({ limit: 1, operation: 'switch', state: 'planned' })
  const { counts } = await doclift.approve(items[0]?.id ?? '')
  expect(counts.outcomes.done).toBe(counts.planned)
  const { items: confirmed } = await doclift.context.ports.tracking.listRecords({ limit: 5, state: 'confirmed' })
  for (const { recordId } of confirmed) expect(await doclift.sandbox.control.writesOf(recordId)).toHaveLength(1)
})
