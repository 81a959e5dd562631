import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DocliftError, FatalError, TransientError } from '../../server/domain/errors.ts'
import type { Run } from '../../server/domain/run/run.ts'
import { taskHandler } from '../../server/jobs/handle-task.ts'
import type { Context } from '../../server/operations/context.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

const taskContext = { signal: new AbortController().signal }
let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 20 }, hasWorker: false })
  await start('inventory')
})
afterAll(() => doclift.dispose())

/** Plans a run and takes it as far as its batches. */
async function start(operation: 'inventory' | 'back_up'): Promise<Run> {
  const request = { operation, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  await taskHandler(doclift.context)({ kind: 'run', runId: run.id }, taskContext)
  return run
}

/** A back-up whose only batch waits for a worker. */
async function begin(): Promise<{ run: Run; batchId: string }> {
  const run = await start('back_up')
  const [batch] = await doclift.context.ports.tracking.batchesOf(run.id)
  return { run, batchId: batch?.batchId ?? '' }
}

/** A context whose source always fails in this way. */
function failing(error: DocliftError): Context {
  const { context } = doclift
  const source = { ...context.ports.source, open: () => Promise.reject(error) }
  const copy = { ...context.settings.copy, tries: 1 }
  return { ...context, settings: { ...context.settings, copy }, ports: { ...context.ports, source } }
}

const listed = async () => (await doclift.services.deadLetters.listDeadLetters({ limit: 10 })).items

test('a task that halts its run is a dead letter until the run goes on and the task is done', async () => {
  const { run, batchId } = await begin()
  const task = { kind: 'batch' as const, runId: run.id, batchId }
  await taskHandler(failing(new FatalError('vendor.token-refused', 'The token is refused.')))(task, taskContext)
  const [letter] = await listed()
  expect(letter).toMatchObject({
    state: 'given-up',
    runNumber: run.number,
    operation: 'back_up',
    runState: 'halted',
    batchId,
    batchNumber: 1,
    code: 'vendor.token-refused',
    sentence: 'The token is refused.',
    failures: 1,
  })
  const { deadLetters } = doclift.services
  const idempotency = { subject: 's', route: 'r', key: 'k', bodyHash: 'b'.repeat(64) }
  const resumed = await deadLetters.retryDeadLetter(letter?.id ?? '', doclift.actor, idempotency)
  expect(resumed).toMatchObject({ id: run.id, state: 'approved' })
  expect(await listed()).toEqual([])
  expect(await deadLetters.retryDeadLetter(letter?.id ?? '', doclift.actor, idempotency)).toMatchObject({ id: run.id })
  const again = deadLetters.retryDeadLetter(letter?.id ?? '', doclift.actor)
  await expect(again).rejects.toMatchObject({ code: 'dead-letter.not-found' })
  for (const one of [{ kind: 'run' as const, runId: run.id }, task, { kind: 'run' as const, runId: run.id }]) {
    await taskHandler(doclift.context)(one, taskContext)
  }
  expect((await doclift.context.ports.tracking.getRun(run.id))?.endedAt).not.toBeNull()
})

test('a task that fails again and again is listed from the fifth time on, is not to be retried, and leaves when it is done', async () => {
  const { run, batchId } = await begin()
  const task = { kind: 'batch' as const, runId: run.id, batchId }
  const { context } = doclift
  const away = () => Promise.reject(new TransientError('x.away', 'Away.'))
  const tracking = { ...context.ports.tracking, copyItems: away }
  const handle = taskHandler({ ...context, ports: { ...context.ports, tracking } })
  for (let failures = 1; failures <= 5; failures += 1) {
    expect(await listed()).toEqual([])
    await expect(handle(task, taskContext)).rejects.toMatchObject({ code: 'x.away' })
  }
  const [letter] = await listed()
  expect(letter).toMatchObject({ state: 'trying', runState: 'running', code: 'x.away', failures: 5, batchId })
  const retry = doclift.services.deadLetters.retryDeadLetter(letter?.id ?? '', doclift.actor)
  await expect(retry).rejects.toMatchObject({ code: 'dead-letter.being-tried' })
  await taskHandler(doclift.context)(task, taskContext)
  expect(await listed()).toEqual([])
})
