import { afterAll, beforeAll, expect, test } from 'vitest'
import { taskHandler } from '../../server/jobs/handle-task.ts'
import { buildPlan } from '../../server/operations/build-plan.ts'
import type { Context } from '../../server/operations/context.ts'
import { createRun } from '../../server/operations/plan-run.ts'
import { startRun } from '../../server/operations/start-run.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

const NEVER_STOPPED = new AbortController().signal
const INVENTORY = { operation: 'inventory', scope: { kind: 'everything' }, isDryRun: false, limits: {} } as const

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 60 }, hasWorker: false })
})
afterAll(() => doclift.dispose())

test('a run whose plan another worker has completed meanwhile goes on with that plan', async () => {
  const { tracking } = doclift.context.ports
  const plannedAccounts = async (runId: string) => {
    const run = await tracking.getRun(runId)
    if (run?.planHash === null) await buildPlan(doclift.context, run, NEVER_STOPPED)
    return await tracking.plannedAccounts(runId)
  }
  expect(await play({ plannedAccounts })).toMatchObject({ state: 'succeeded', stopCode: null })
})

test('a run that another worker has started meanwhile goes on', async () => {
  const startedElsewhere: Tracking['startRun'] = async (request) => {
    await startRun(doclift.context, request.runId, request.planHash, doclift.actor)
    return await doclift.context.ports.tracking.startRun(request)
  }
  expect(await play({ startRun: startedElsewhere })).toMatchObject({ state: 'succeeded', stopCode: null })
})

type Tracking = Context['ports']['tracking']

/** Plays an inventory by a worker in whose way another one gets. */
async function play(changed: Partial<Tracking>) {
  const { run } = await createRun(doclift.context, INVENTORY, doclift.actor)
  const { ports } = doclift.context
  const handle = taskHandler({ ...doclift.context, ports: { ...ports, tracking: { ...ports.tracking, ...changed } } })
  await handle({ kind: 'run', runId: run.id }, { signal: NEVER_STOPPED })
  return await ports.tracking.getRun(run.id)
}
