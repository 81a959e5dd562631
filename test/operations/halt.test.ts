import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: 300 },
    settings: { COPY_BATCH: '20', COPY_PARALLEL: '2', COLLECTIONS_UP_TO: '0', SWITCH_BATCH: '40' },
  })
  await doclift.perform('inventory')
})
afterAll(() => doclift.dispose())

test('a halted back-up stops, and goes on where it was when it is resumed', async () => {
  const request = { operation: 'back_up' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  await untilSettled(run.id, 20)
  await doclift.services.haltRun(run.id, doclift.actor)
  const halted = await doclift.follow(run.id)
  const stopSentence = 'Stopped by hand. It stops within 10 s; files under way are finished. It can be resumed.'
  expect(halted.run).toMatchObject({ state: 'halted', stopCode: 'run.halted', stopSentence })
  const puts = await quietPuts()
  expect(halted.counts.pending).toBeGreaterThan(0)
  await doclift.services.resumeRun(run.id, doclift.actor)
  const { counts } = await doclift.follow(run.id)
  expect(counts.pending).toBe(0)
  expect((await doclift.sandbox.store.totals()).puts).toBeGreaterThan(puts)
  const repeated = (await doclift.sandbox.store.repeatedKeys()).filter((key) => !key.includes('/_doclift/'))
  expect(repeated).toEqual([])
})

test('a refused credential halts the run with its sentence instead of failing every record', async () => {
  await doclift.sandbox.control.fault({ name: 'invalid-session', share: 1 })
  const { run } = await doclift.perform('inventory')
  expect(run).toMatchObject({ state: 'halted', stopCode: 'salesforce.unauthorised' })
  await doclift.sandbox.control.clearFaults()
  await doclift.services.resumeRun(run.id, doclift.actor)
  expect((await doclift.follow(run.id)).run.state).toBe('succeeded')
})

async function untilSettled(runId: string, items: number): Promise<void> {
  for (;;) {
    const counts = await doclift.context.ports.tracking.countsOf(runId)
    if (counts.planned > 0 && counts.planned - counts.pending >= items) return
    await wait(10)
  }
}

/** Puts once none is under way any more. */
async function quietPuts(): Promise<number> {
  let before = -1
  for (;;) {
    const { puts } = await doclift.sandbox.store.totals()
    if (puts === before) return puts
    before = puts
    await wait(300)
  }
}
