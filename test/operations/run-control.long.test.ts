import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Operation, Run, RunState } from '../../server/domain/run/run.ts'
import type { ChangeableSettings } from '../../server/domain/settings.ts'
import { countersThatDiffer } from '../support/balance.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'
import { type RunningWorkers, startWorkers } from '../support/worker-processes.ts'

/** A service with a worker inside, and a command of two workers beside it. Everything is steered by the API of the service. */
const PROCESSES = 3
const PORT = '18791'
/** Each process is waited for again and again, on machines that are slow too. */
const TIMEOUT_MS = 600_000

let doclift: TestInstallation
let folder: string
let token: string
let service: RunningWorkers
let workers: RunningWorkers

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doclift-control-'))
  const settings = { COPY_BATCH: '10', COPY_PARALLEL: '4', COLLECTIONS_UP_TO: '0', SWITCH_BATCH: '300' }
  doclift = await openTestInstallation({ sandbox: { records: 1_100 }, settings, hasWorker: false })
  token = (await doclift.services.createToken({ name: 'test', role: 'admin', lifeDays: 1 }, doclift.actor)).token
  service = startWorkers({ ...doclift.settings, PORT, WORKER_PROCESSES: '1' }, folder, 'main.ts')
  workers = startWorkers({ ...doclift.settings, WORKER_PROCESSES: '2' }, folder)
  await Promise.all([service.untilReady(1), workers.untilReady(2)])
  const inventory = await start('inventory')
  await untilState(inventory.id, 'succeeded')
})
afterAll(async () => {
  for (const { parent } of [service, workers]) parent.kill('SIGTERM')
  await Promise.all([service.ended, workers.ended])
  await doclift.dispose()
  await rm(folder, { recursive: true, force: true })
})

async function call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() }
  const json = body && { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(`http://127.0.0.1:${PORT}${path}`, { method, headers, ...json })
  const answer = (await response.json()) as Answer
  expect(response.status, JSON.stringify(answer)).toBeLessThan(300)
  return answer
}

const steer = (run: Run, act: 'pause' | 'resume' | 'halt') => call<Run>('POST', `/v1/runs/${run.id}/${act}`)
const change = (settings: Partial<Record<keyof ChangeableSettings, unknown>>) => call('PATCH', '/v1/settings', settings)
const start = (operation: Operation) => call<Run>('POST', '/v1/runs', { operation, scope: { kind: 'everything' } })

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await wait(50)
}

async function untilState(runId: string, ...states: RunState[]): Promise<Run> {
  for (;;) {
    const run = await doclift.context.ports.tracking.getRun(runId)
    if (run && states.includes(run.state)) return run
    await wait(50)
  }
}

const listWorkers = () => doclift.services.tracking.listWorkers()

/** Processes that work on a batch at this moment, as they say themselves. */
async function atWork(): Promise<number> {
  return (await listWorkers()).filter(({ tasks }) => tasks.some(({ batchId }) => batchId !== null)).length
}

/** What has reached the outside world so far. */
async function outside(recordIds: readonly string[]): Promise<{ store: number; writes: number }> {
  const writes = Object.values(await doclift.sandbox.control.writesOfEach(recordIds)).flat().length
  return { store: await doclift.sandbox.store.requests(), writes }
}

/** Waits until no process works any more, then until each has said three times that it lives: by then it has woken runs. */
async function expectSilence(recordIds: readonly string[]): Promise<void> {
  await until(async () => (await atWork()) === 0)
  const before = await outside(recordIds)
  for (let beats = 0; beats < 3; beats += 1) {
    const last = new Map((await listWorkers()).map(({ id, lastBeatAt }) => [id, lastBeatAt]))
    await until(async () => (await listWorkers()).every(({ id, lastBeatAt }) => lastBeatAt !== last.get(id)))
  }
  expect((await listWorkers()).filter(({ isAlive }) => isAlive)).toHaveLength(PROCESSES)
  expect(await outside(recordIds)).toEqual(before)
}

async function settledOf({ id }: Run): Promise<number> {
  const { planned, pending } = await doclift.context.ports.tracking.countsOf(id)
  return planned - pending
}

/** What each process has said about its pace since so many lines of the log, by process. */
function pacesSince(lines: readonly [number, number]): Map<number, object> {
  const said = [service, workers].flatMap((command, index) => command.lines.slice(lines[index]))
  const paces = said.filter(({ msg }) => msg === 'This process copies at another pace from now on.')
  return new Map(paces.map(({ pid, files, megabytesPerSecond }) => [pid, { files, megabytesPerSecond }]))
}

test(
  'a back-up of three processes is paused, resumed, paced, kept to hours and halted by the API, and none of them goes on',
  async () => {
    await doclift.sandbox.store.fail('put', { with: 'slow-answer', delayMs: 150, share: 1, times: 100_000 })
    const run = await start('back_up')
    await until(async () => (await atWork()) === PROCESSES)

    expect(await steer(run, 'pause')).toMatchObject({ state: 'paused', stopCode: 'run.paused' })
    await expectSilence([])
    const { puts } = await doclift.sandbox.store.totals()
    await steer(run, 'resume')
    await until(async () => (await atWork()) === PROCESSES)
    expect((await doclift.sandbox.store.totals()).puts).toBeGreaterThanOrEqual(puts)

    const lines = [service.lines.length, workers.lines.length] as const
    await change({ copyParallel: 2, copyMegabytesPerSecond: 50 })
    await until(() => pacesSince(lines).size === PROCESSES)
    const part = { files: 1, megabytesPerSecond: 25 }
    expect([...pacesSince(lines).values()]).toEqual(
      expect.arrayContaining([{ files: 2, megabytesPerSecond: 50 }, part, part]),
    )
    for (const before = await settledOf(run); (await settledOf(run)) < before + 50; ) {
      expect(await countersThatDiffer(doclift.ownerUrl)).toEqual([])
    }

    const inThreeDays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][(new Date().getUTCDay() + 3) % 7]
    await change({ copyHours: `${inThreeDays} 20:00-22:00 UTC` })
    expect(await untilState(run.id, 'paused')).toMatchObject({ stopCode: 'run.outside-hours' })
    await expectSilence([])
    await change({ copyHours: null, copyParallel: null, copyMegabytesPerSecond: null })
    await until(async () => (await atWork()) === PROCESSES)

    const halted = await steer(run, 'halt')
    const stopSentence = 'Stopped by hand. It stops within 10 s; files under way are finished. It can be resumed.'
    expect(halted).toMatchObject({ state: 'halted', stopCode: 'run.halted', stopSentence })
    await expectSilence([])
    expect(await countersThatDiffer(doclift.ownerUrl)).toEqual([])
    await steer(run, 'resume')
    await doclift.sandbox.store.clearFaults()
    await untilState(run.id, 'succeeded', 'partially_succeeded')
    const repeated = (await doclift.sandbox.store.repeatedKeys()).filter((key) => !key.includes('/_doclift/'))
    expect(repeated).toEqual([])
  },
  TIMEOUT_MS,
)

test(
  'a switch is halted and paused while its Bulk job works: a halt aborts the job, a pause lets it end, and each record is written once',
  async () => {
    const { id } = await start('switch')
    await until(async () => (await doclift.context.ports.tracking.getRun(id))?.planHash != null)
    const { planHash } = await call<Run>('GET', `/v1/runs/${id}`)
    const run = await call<Run>('POST', `/v1/runs/${id}/approve`, { planHash })
    const items = 'select record_id from run_items where run_id = ? and left_out_reason is null'
    const recordIds = (await runSql<{ record_id: string }>(doclift.ownerUrl, items, [id])).map((row) => row.record_id)
    const written = async () => (await outside(recordIds)).writes
    await doclift.sandbox.control.fault({ name: 'hold-jobs', afterRows: 200 })
    await until(async () => (await written()) === 200 && (await atWork()) === 1)

    const halted = await steer(run, 'halt')
    expect(halted.stopSentence).toMatch(
      /^Stopped by hand\. It stops within 10 s; \d+ records in flight will be checked\. It can be resumed\.$/,
    )
    await until(async () => (await atWork()) === 0)
    await doclift.sandbox.control.clearFaults()
    await expectSilence(recordIds)
    expect([await written(), await settledOf(run)]).toEqual([200, 200])
    expect(await countersThatDiffer(doclift.ownerUrl)).toEqual([])

    await doclift.sandbox.control.fault({ name: 'hold-jobs' })
    await steer(run, 'resume')
    await until(async () => (await doclift.context.ports.tracking.inFlightOf(id)) > 0 && (await atWork()) === 1)
    const inFlight = await doclift.context.ports.tracking.inFlightOf(id)
    await steer(run, 'pause')
    await doclift.sandbox.control.clearFaults()
    await expectSilence(recordIds)
    expect([await written(), await settledOf(run)]).toEqual([200 + inFlight, 200 + inFlight])

    await steer(run, 'resume')
    await untilState(id, 'succeeded')
    const writes = await doclift.sandbox.control.writesOfEach(recordIds)
    expect(Object.values(writes).filter(({ length }) => length !== 1)).toEqual([])
    expect(await countersThatDiffer(doclift.ownerUrl)).toEqual([])
  },
  TIMEOUT_MS,
)
