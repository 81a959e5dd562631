import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { VERSION } from '../server/domain/version.ts'
import { openTestInstallation, type TestInstallation } from './support/installation.ts'
import { runSql } from './support/sql.ts'
import { type RunningWorkers, startWorkers, untilGone } from './support/worker-processes.ts'

describe('workers of one command', () => {
  let doclift: TestInstallation
  let folder: string
  const started: RunningWorkers[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doclift-workers-'))
    doclift = await openTestInstallation({ sandbox: { records: 160 }, settings: { COPY_BATCH: '5' }, hasWorker: false })
  })
  afterAll(async () => {
    for (const { parent } of started) parent.kill('SIGKILL')
    await doclift.dispose()
    await rm(folder, { recursive: true, force: true })
  })

  function start(change: Record<string, string> = {}): RunningWorkers {
    const workers = startWorkers({ ...doclift.settings, WORKER_PROCESSES: '2', ...change }, folder)
    started.push(workers)
    return workers
  }

  test('settings that do not do are told once, whatever the number of processes, and the exit code is 2', async () => {
    const { ended, complaint, lines } = start({ DESTINATION_BUCKET: '', WORKER_PROCESSES: '3' })
    expect(await ended).toBe(2)
    expect(complaint().match(/DESTINATION_BUCKET/g)).toHaveLength(1)
    expect(complaint()).toContain('the settings have one problem')
    expect(lines).toEqual([])
  })

  test('two work on one run, each line of the log says which, and SIGTERM ends both in order', async () => {
    const workers = start()
    const pids = await workers.untilReady(2)
    expect([...pids.keys()].toSorted()).toEqual([1, 2])
    expect(pids.get(1)).toBe(workers.parent.pid)
    await doclift.perform('inventory')
    const { run, counts } = await doclift.perform('back_up')
    expect(counts.outcomes.done).toBeGreaterThan(100)
    const atWork = workers.lines.filter(({ msg, runId }) => msg === 'A batch is done.' && runId === run.id)
    expect(new Set(atWork.map(({ worker }) => worker))).toEqual(new Set([1, 2]))

    workers.parent.kill('SIGTERM')
    expect(await workers.ended).toBe(0)
    for (const pid of pids.values()) await untilGone(pid)
    expect(workers.complaint()).toBe('')
  })

  test('both stand on the list of workers with their versions, and leave it when they end', async () => {
    const { listWorkers } = doclift.services.tracking
    const workers = start()
    const pids = await workers.untilReady(2)
    const listed = (await listWorkers()).filter(({ isAlive }) => isAlive)
    expect(new Set(listed.map(({ processId }) => processId))).toEqual(new Set(pids.values()))
    for (const one of listed) {
      expect(one).toMatchObject({ kind: 'worker', takesTasks: true, host: hostname(), version: VERSION })
    }
    workers.parent.kill('SIGTERM')
    await workers.ended
    expect((await listWorkers()).filter(({ processId }) => [...pids.values()].includes(processId))).toEqual([])
  })

  test('beside a process of another version none takes a task: who starts is refused, who is at work ends', async () => {
    const atWork = start({ WORKER_PROCESSES: '1' })
    await atWork.untilReady(1)
    await listOther('9.9.9')
    const starting = start({ WORKER_PROCESSES: '1' })
    expect(await starting.ended).toBe(3)
    expect(starting.complaint()).toContain(
      `the worker on elsewhere (process 7) runs version 9.9.9 on the same database`,
    )
    expect(starting.lines.filter(({ msg }) => msg.endsWith('is ready.'))).toEqual([])
    expect(await atWork.ended).toBe(1)
    expect(atWork.lines.map(({ msg }) => msg)).toContain('The worker stops because of an error.')
    await runSql(doclift.ownerUrl, `delete from workers where host = 'elsewhere'`)
  })

  /** A process of another version, which lives for an hour. */
  function listOther(version: string) {
    return runSql(
      doclift.ownerUrl,
      `insert into workers (id, kind, takes_tasks, host, process_id, version, schema_version, tasks, started_at, seen_at)
       values (gen_random_uuid(), 'worker', true, 'elsewhere', 7, ?, 1, '[]', now(), now() + interval '1 hour')`,
      [version],
    )
  }

  test('when the first is killed, the others end by themselves', async () => {
    const workers = start()
    const pids = await workers.untilReady(2)
    workers.parent.kill('SIGKILL')
    for (const pid of pids.values()) await untilGone(pid)
  })
})

const KEEP_WORKERS = fileURLToPath(new URL('./support/keep-workers.ts', import.meta.url))

test.for([
  ['settings that do not do', 2, 1],
  ['another org', 3, 1],
  ['anything else', 1, 10],
] as const)('a worker that always ends with %s, code %d, is started so often: %d', async ([_what, code, starts]) => {
  const env = { ...process.env, ENDS_WITH: String(code) }
  const command = spawn(process.execPath, [KEEP_WORKERS], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [said, complaint, [exitCode]] = await Promise.all([
    text(command.stdout),
    text(command.stderr),
    once(command, 'exit'),
  ])
  expect(said.match(/A worker starts\./g)).toHaveLength(starts)
  expect(complaint).toContain(`Worker 2 cannot be kept going; it ended with code ${code}.`)
  expect(exitCode).toBe(1)
})
