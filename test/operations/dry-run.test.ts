import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 120 } })
})
afterAll(() => doclift.dispose())

const planOf = async (runId: string) =>
  (await Array.fromAsync(doclift.context.ports.tracking.planLines(runId, 500))).flat()

test('invariant 1: a dry run of an inventory names every entry and stores none', async () => {
  const { run } = await doclift.perform('inventory', { isDryRun: true })
  expect(run.state).toBe('succeeded')
  const plan = await planOf(run.id)
  expect(plan).toHaveLength(120)
  expect(plan.some((line) => line.leftOutReason === 'folder')).toBe(true)
  expect((await doclift.context.ports.tracking.readOverview()).total).toBe(0)
})

test('invariant 1: a dry run of a back-up names what it would copy and writes no object', async () => {
  await doclift.perform('inventory')
  const before = await doclift.sandbox.store.totals()
  const { run, counts } = await doclift.perform('back_up', { isDryRun: true })
  expect(run.state).toBe('succeeded')
  expect(counts.planned).toBeGreaterThan(50)
  expect(await doclift.sandbox.store.totals()).toEqual(before)
})

test('invariant 1: a dry run of a switch names old and new URL and changes neither org nor store', async () => {
  await doclift.perform('back_up')
  const before = await doclift.sandbox.store.totals()
  const { run, counts } = await doclift.perform('switch', { isDryRun: true })
  expect(run.state).toBe('succeeded')
  const changes = (await planOf(run.id)).filter((line) => line.leftOutReason === null)
  expect(changes).toHaveLength(counts.planned)
  for (const { recordId, targetUrl } of changes) {
    expect(targetUrl).toMatch(/^http/)
    expect(await doclift.sandbox.control.writesOf(recordId)).toEqual([])
  }
  expect(await doclift.sandbox.store.totals()).toEqual(before)
})

test('a dry run can never be approved', async () => {
  const { run } = await doclift.perform('switch', { isDryRun: true })
  const approval = doclift.services.approveRun(run.id, run.planHash ?? '', doclift.actor)
  await expect(approval).rejects.toMatchObject({ code: 'run.not-planned' })
})
