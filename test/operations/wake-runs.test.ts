import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunRequest } from '../../server/domain/run/run.ts'
import { createRun } from '../../server/operations/plan-run.ts'
import { wakeRuns } from '../../server/operations/wake-runs.ts'
import type { Task } from '../../server/ports/work-queue.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 60 }, hasWorker: false })
})
afterAll(() => doclift.dispose())

/** The tasks that waking sends at a moment so many milliseconds from now. */
async function wokenAfter(milliseconds: number): Promise<string[]> {
  const sent: string[] = []
  const { tracking, queue, clock } = doclift.context.ports
  const send = async (task: Task) => void sent.push(task.runId)
  const now = () => new Date(Date.now() + milliseconds)
  await wakeRuns({ ports: { tracking, queue: { ...queue, send }, clock: { ...clock, now } } })
  return sent
}

test('a run whose task was lost is woken, and one that was created just now is left to whoever plans it', async () => {
  const scope = { kind: 'everything' as const }
  const request: RunRequest = { operation: 'inventory', scope, isDryRun: false, limits: {} }
  const { run } = await createRun(doclift.context, request, doclift.actor)
  expect(await wokenAfter(1_000)).toEqual([])
  expect(await wokenAfter(61_000)).toEqual([run.id])
})

test('an approved run is woken at once', async () => {
  const { tracking } = doclift.context.ports
  const [run] = await tracking.listRunsToAdvance()
  const runId = run?.id ?? ''
  await tracking.completePlan(runId, { planHash: 'a'.repeat(64), parts: [], at: new Date() })
  const start = { runId, planHash: 'a'.repeat(64), actor: doclift.actor, at: new Date() }
  await tracking.startRun({ ...start, takesOwnership: false, judge: () => null })
  expect(await wokenAfter(0)).toEqual([runId])
})
