import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openWorkQueue } from '../../../server/adapters/postgres/work-queue.ts'
import type { Task, TaskContext, WorkQueue } from '../../../server/ports/work-queue.ts'
import { type Ledger, nextId, openLedger } from './ledger.ts'

const runTask = (): Task => ({ kind: 'run', runId: nextId() })
const until = (condition: () => unknown) => vi.waitFor(() => expect(condition()).toBeTruthy(), { timeout: 30_000 })

interface Recorder {
  lines: string[]
  log: Parameters<typeof openWorkQueue>[0]['log']
}

function recorder(): Recorder {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  return { lines, log: { info: write, warn: write, error: write } }
}

async function openQueue(ledger: Ledger, { log } = recorder()): Promise<WorkQueue> {
  const queue = await openWorkQueue({ orm: ledger.orm, log })
  onTestFinished(() => queue.stop(0))
  return queue
}

/** Works on tasks with a handler and keeps what it was given. */
async function workOn(
  queue: WorkQueue,
  handle: (task: Task, context: TaskContext) => Promise<void> = async () => undefined,
): Promise<Task[]> {
  const handled: Task[] = []
  const handler = async (task: Task, context: TaskContext) => {
    handled.push(task)
    await handle(task, context)
  }
  await queue.work(handler, { parallelTasks: 2 })
  return handled
}

test('a task of each kind is handled with what it was sent with', async () => {
  const queue = await openQueue(await openLedger())
  const tasks: Task[] = [runTask(), { kind: 'batch', runId: nextId(), batchId: nextId() }]
  for (const task of tasks) await queue.send(task)
  const handled = await workOn(queue)
  await until(() => handled.length === 2)
  expect(handled).toEqual(expect.arrayContaining(tasks))
})

test('a task that waits already is not added again', async () => {
  const ledger = await openLedger()
  const queue = await openQueue(ledger)
  const task = runTask()
  await Promise.all(Array.from({ length: 20 }, () => queue.send(task)))
  const last = runTask()
  await queue.send(last)
  expect(await ledger.sql('select 1 from pgboss.job')).toHaveLength(2)
  const handled = await workOn(queue)
  await until(() => handled.length === 2)
  expect(handled).toEqual(expect.arrayContaining([task, last]))
})

test('a task that was sent while its like is at work is taken afterwards, never beside it', async () => {
  const queue = await openQueue(await openLedger())
  const task = runTask()
  let atWork = 0
  let mostAtWork = 0
  const handled = await workOn(queue, async () => {
    atWork += 1
    mostAtWork = Math.max(mostAtWork, atWork)
    if (handled.length === 1) await queue.send(task)
    await wait(1_500)
    atWork -= 1
  })
  await queue.send(task)
  await until(() => handled.length === 2 && atWork === 0)
  expect(mostAtWork).toBe(1)
})

test('a task that waits for its like does not hold up other tasks', async () => {
  const queue = await openQueue(await openLedger())
  const [long, other] = [runTask(), runTask()]
  let otherIsDone = false
  const handled = await workOn(queue, async (task) => {
    if (task.runId === other.runId) otherIsDone = true
    else await until(() => otherIsDone)
  })
  await queue.send(long)
  await until(() => handled.length === 1)
  await queue.send(long)
  await queue.send(other)
  await until(() => handled.length === 3)
  expect(handled).toEqual([long, other, long])
})

test('a task that was completed may be sent again at once', async () => {
  const queue = await openQueue(await openLedger())
  const task = runTask()
  const handled = await workOn(queue)
  for (let turn = 1; turn <= 3; turn += 1) {
    await queue.send(task)
    await until(() => handled.length === turn)
  }
  expect(handled).toEqual([task, task, task])
})

test('a task whose handler throws comes again', async () => {
  const queue = await openQueue(await openLedger())
  const handled = await workOn(queue, async () => {
    if (handled.length < 3) throw new Error('Not yet.')
  })
  await queue.send(runTask())
  await until(() => handled.length === 3)
})

test('a delayed task is not taken before its time', async () => {
  const queue = await openQueue(await openLedger())
  const handled = await workOn(queue)
  const [later, now] = [runTask(), runTask()]
  await queue.send(later, { afterMs: 3_000 })
  await queue.send(now)
  await until(() => handled.length === 2)
  expect(handled).toEqual([now, later])
})

test('a queue that stops waits for the task at work', async () => {
  const queue = await openQueue(await openLedger())
  const seen: string[] = []
  const handled = await workOn(queue, async (_, { signal }) => {
    await wait(1_000)
    seen.push(signal.aborted ? 'aborted' : 'ended')
  })
  await queue.send(runTask())
  await until(() => handled.length === 1)
  await queue.stop(10_000)
  expect(seen).toEqual(['ended'])
})

test('a task that does not end in time is aborted, and another worker takes it', async () => {
  const ledger = await openLedger()
  const queue = await openQueue(ledger)
  const handled = await workOn(queue, (_, { signal }) => untilAborted(signal))
  const task = runTask()
  await queue.send(task)
  await until(() => handled.length === 1)
  await queue.stop(100)
  const successor = await workOn(await openQueue(ledger))
  await until(() => successor.length === 1)
  expect(successor).toEqual([task])
})

test('a worker goes on taking tasks when the clock of its machine is set back by hours', async () => {
  const queue = await openQueue(await openLedger())
  const rightNow = Date.now
  onTestFinished(() => void vi.restoreAllMocks())
  const handled: Task[] = []
  const handler = async (task: Task) => {
    handled.push(task)
    vi.spyOn(Date, 'now').mockImplementation(() => rightNow() - 2 * 60 * 60_000)
  }
  await queue.work(handler, { parallelTasks: 1 })
  await queue.send(runTask())
  await until(() => handled.length === 1)
  await queue.send(runTask())
  await until(() => handled.length === 2)
})

test('a task that was taken away is aborted', async () => {
  const ledger = await openLedger()
  const queue = await openQueue(ledger)
  let reason: unknown
  const handled = await workOn(queue, async (_, { signal }) => {
    if (handled.length > 1) return
    await untilAborted(signal).catch((error: unknown) => {
      reason = error
    })
  })
  await queue.send(runTask())
  await until(() => handled.length === 1)
  await ledger.sql(`update pgboss.job set state = 'retry', retry_count = retry_count + 1 where state = 'active'`)
  await until(() => reason !== undefined)
})

test('a task of a worker that died is given to another within its heartbeat', async () => {
  const ledger = await openLedger()
  const queue = await openQueue(ledger)
  const task = runTask()
  await queue.send(task)
  await ledger.sql(
    `update pgboss.job set state = 'active', started_on = now() - interval '1 minute',
       heartbeat_on = now() - interval '1 minute'`,
  )
  const handled = await workOn(queue)
  await until(() => handled.length === 1)
  expect(handled).toEqual([task])
})

test('the queue outlives an outage of the database and says so once', async () => {
  const ledger = await openLedger()
  const { lines, log } = recorder()
  const queue = await openQueue(ledger, { lines, log })
  const handled = await workOn(queue)
  await ledger.setAway(true)
  await ledger.cutConnections()
  await ledger.cutConnections() // also those that were being opened when the first were cut
  await expect(queue.send(runTask())).rejects.toMatchObject({ code: 'database.unavailable', behaviour: 'transient' })
  const before = lines.length
  expect(lines.at(-1)).toBe('The queue cannot reach the database; it keeps trying.')
  await wait(2_000) // several polls of every worker
  await ledger.setAway(false)
  await until(() => lines.length > before)
  await queue.send(runTask())
  await until(() => handled.length === 1)
  expect(lines.slice(before)).toEqual(['The queue reaches the database again.'])
})

test('the application role is allowed all that the queue does', async () => {
  const ledger = await openLedger()
  const { lines, log } = recorder()
  const queue = await openQueue(ledger, { lines, log })
  const handled = await workOn(queue)
  await queue.send(runTask())
  await until(() => handled.length === 1)
  const passes = () => ledger.sql(`select 1 from pgboss.queue where monitor_on is null or maintain_on is null`)
  await expect.poll(passes, { timeout: 20_000 }).toEqual([])
  expect(lines).toEqual([])
})

test('a database without the queue is refused', async () => {
  const ledger = await openLedger()
  await ledger.sql('drop schema pgboss cascade')
  const opened = openWorkQueue({ orm: ledger.orm, log: recorder().log })
  await expect(opened).rejects.toMatchObject({ code: 'database.schema', behaviour: 'fatal' })
})

async function untilAborted(signal: AbortSignal): Promise<void> {
  await wait(60_000, undefined, { signal })
}
