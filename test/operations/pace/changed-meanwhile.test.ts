import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChangeableSettings } from '../../../server/domain/settings.ts'
import { openTestInstallation, type TestInstallation } from '../../support/installation.ts'
import { runSql } from '../../support/sql.ts'

let doclift: TestInstallation

beforeAll(async () => {
  const settings = { COPY_PARALLEL: '1', COPY_BATCH: '10' }
  doclift = await openTestInstallation({ sandbox: { records: 40 }, settings })
  await doclift.perform('inventory')
})
afterAll(() => doclift.dispose())

const change = (settings: Partial<ChangeableSettings>) =>
  doclift.services.settings.changeSettings(settings, doclift.actor)

test('every byte that is copied passes the limit, and limits that are changed hold for a back-up under way', async () => {
  const { hosts, bandwidth } = doclift.context.pace
  const { pass } = bandwidth
  let passedBytes = 0
  bandwidth.pass = (bytes, signal) => {
    passedBytes += bytes
    return pass.call(bandwidth, bytes, signal)
  }
  // Slow enough that it cannot end before the limits were changed.
  await change({ copyMegabytesPerSecond: 1 })
  await doclift.sandbox.store.fail('put', { with: 'slow-answer', delayMs: 100, times: 1_000_000 })
  const request = { operation: 'back_up' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  while ((await doclift.context.ports.tracking.countsOf(run.id)).outcomes.done === 0) await wait(10)
  expect(hosts.most).toBe(1)

  await change({ copyParallel: 12, copyMegabytesPerSecond: 0 })
  while (hosts.most !== 12) await wait(10)
  expect((await doclift.context.ports.tracking.countsOf(run.id)).pending).toBeGreaterThan(0)
  expect((await doclift.follow(run.id)).counts.pending).toBe(0)

  const sql = `select sum(object_size_bytes)::int as bytes from file_records where copy_state = 'verified'`
  const [copied] = await runSql<{ bytes: number }>(doclift.ownerUrl, sql)
  expect(passedBytes).toBeGreaterThanOrEqual(copied?.bytes ?? Number.POSITIVE_INFINITY)
})
