import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../../support/installation.ts'

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 300 }, settings: { COPY_PARALLEL: '16' } })
  await doclift.perform('inventory')
})
afterAll(() => doclift.dispose())

test('a store that refuses one put in five is asked by fewer at a time, by more when it is well, and gets every file', async () => {
  await doclift.sandbox.store.fail('put', { with: 'slow-down', share: 1 / 5, times: 4 })
  // As over a distance: what it takes to answer does not depend on how much this machine has to do.
  await doclift.sandbox.store.fail('put', { with: 'slow-answer', delayMs: 40, times: 1_000_000 })
  const request = { operation: 'back_up' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  const limits: number[] = []
  const following = doclift.follow(run.id)
  for (let isOver = false; !isOver; ) {
    limits.push((await store()).limit)
    isOver = await Promise.race([following.then(() => true), wait(50, false)])
  }
  const { counts } = await following
  const { items } = await doclift.context.ports.tracking.listRunItems(run.id, { limit: 200, outcome: 'failed' })
  expect(items.filter(({ code }) => code?.startsWith('s3.'))).toEqual([])
  expect(counts.pending).toBe(0)
  expect(counts.outcomes.done).toBeGreaterThan(0.95 * counts.planned)
  expect((await store()).slowdowns).toBeGreaterThan(0)
  expect((await store()).limit).toBeGreaterThan(Math.min(...limits))
})

async function store() {
  const { hosts } = await doclift.services.diagnostics.measure()
  return hosts.find(({ host }) => host === 'store') ?? { limit: 0, slowdowns: 0 }
}
