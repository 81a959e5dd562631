import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serviceSettings } from '../scripts/demo/settings.ts'
import { startWorker } from '../server/jobs/worker.ts'
import { startSandbox } from './sandbox/client.ts'
import { orgIds } from './sandbox/org/server.ts'
import { openTestInstallation, type TestInstallation } from './support/installation.ts'

const MAIN = fileURLToPath(new URL('../server/main.ts', import.meta.url))
const PORT = '18787'

interface Ended {
  exitCode: number | null
  complaint: string
}

/** Runs the service with these settings and nothing else of ours, in an empty folder. */
async function startService(settings: Record<string, string>, folder: string) {
  const env = { PATH: process.env.PATH, TEST_RUN_OF_DOCLIFT: process.env.TEST_RUN_OF_DOCLIFT, ...settings }
  const child = spawn(process.execPath, [MAIN], { env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  return { child, ended: endOf(child) }
}

async function endOf(child: ChildProcess): Promise<Ended> {
  let complaint = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  const [exitCode] = await once(child, 'close')
  return { exitCode: exitCode as number | null, complaint }
}

describe('the service as a process', () => {
  let doclift: TestInstallation
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doclift-main-'))
    doclift = await openTestInstallation({ sandbox: { records: 60 }, hasWorker: false })
  })
  afterAll(async () => {
    await doclift.dispose()
    await rm(folder, { recursive: true, force: true })
  })

  test('without settings it names every missing one in one message, exits 2 and starts nothing', async () => {
    const { ended } = await startService({}, folder)
    const { exitCode, complaint } = await ended
    expect(exitCode).toBe(2)
    for (const name of ['ENVIRONMENT', 'SALESFORCE_LOGIN_URL', 'VENDOR_API_URL', 'DESTINATION_BUCKET', 'URL_MODE']) {
      expect(complaint).toContain(name)
    }
    expect(complaint).toContain('npm run demo')
    expect(complaint).not.toContain('    at ')
  })

  test('invariant 13: another org behind the same database refuses to start and names both', async () => {
    const other = await startSandbox({ home: join(folder, 'other'), records: 60, seed: 'test', orgId: orgIds[1] ?? '' })
    const settings = { ...(await serviceSettings(folder, other.info)), DATABASE_URL: doclift.databaseUrl, PORT }
    const { ended } = await startService(settings, folder)
    const { exitCode, complaint } = await ended
    await other.stop()
    expect(exitCode).toBe(3)
    expect(complaint).toContain(doclift.sandbox.info.org.orgId)
    expect(complaint).toContain(other.info.org.orgId)
  })

  test('it answers a user of the org by role, works, and ends in order on SIGTERM', async () => {
    const { child, ended } = await startService({ ...doclift.settings, PORT, LOG_LEVEL: 'warn' }, folder)
    await untilReady()
    expect((await call('/v1/overview')).status).toBe(401)
    expect((await call('/v1/overview', 'doclift_wrong')).status).toBe(401)
    const viewer = await doclift.sandbox.control.issueToken({ role: 'viewer' })
    expect((await call('/v1/overview', viewer)).status).toBe(200)
    expect((await call('/v1/runs', viewer, { operation: 'inventory', scope: { kind: 'everything' } })).status).toBe(403)
    const operator = await doclift.sandbox.control.issueToken({ role: 'operator' })
    const started = await call('/v1/runs', operator, { operation: 'inventory', scope: { kind: 'everything' } })
    expect(started.status).toBe(202)
    const { id } = (await started.json()) as { id: string }
    expect((await doclift.follow(id)).run).toMatchObject({
      state: 'succeeded',
      createdBy: expect.stringMatching(/^user:005/),
    })
    child.kill('SIGTERM')
    expect((await ended).exitCode).toBe(0)
  })

  test('stopped in the middle of a back-up and of a request, it answers that one, loses no copy, and exits with 0', async () => {
    const settings = { ...doclift.settings, PORT, LOG_LEVEL: 'warn', COPY_PARALLEL: '1', COPY_BATCH: '10' }
    const { child, ended } = await startService(settings, folder)
    await untilReady()
    const { token } = await doclift.services.createToken({ name: 'ci', role: 'operator', lifeDays: 1 }, doclift.actor)
    const started = await call('/v1/runs', token, { operation: 'back_up', scope: { kind: 'everything' } })
    const { id } = (await started.json()) as { id: string }
    while ((await doclift.context.ports.tracking.countsOf(id)).outcomes.done < 5) await wait(10)

    const body = JSON.stringify({ operation: 'inventory', scope: { kind: 'everything' } })
    const request = await beginRequest('/v1/runs', token, body)
    child.kill('SIGTERM')
    await untilRefused()
    const answer = await request.finish()
    expect(answer).toMatch(/^HTTP\/1\.1 202/)
    expect(answer).toMatch(/connection: close/i)
    expect(await ended).toEqual({ exitCode: 0, complaint: '' })

    const worker = await startWorker(doclift.context)
    const { counts } = await doclift.follow(id)
    await worker.stop(5_000)
    expect(counts.pending).toBe(0)
    const repeated = await doclift.sandbox.store.repeatedKeys()
    expect(repeated.filter((key) => !key.includes('/_doclift/probe/'))).toEqual([])
  })
})

/** Sends all of a request but the end of its body, once the service has said that it wants it. */
async function beginRequest(path: string, token: string, body: string) {
  const socket = connect(Number(PORT), '127.0.0.1')
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: x',
    `authorization: Bearer ${token}`,
    'idempotency-key: under-way',
    'content-type: application/json',
    `content-length: ${body.length}`,
    'expect: 100-continue',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 100/)
  return {
    finish: async () => {
      socket.write(body)
      return await text(socket)
    },
  }
}

/** Until the service takes no more connections. */
async function untilRefused(): Promise<void> {
  for (;;) {
    const socket = connect(Number(PORT), '127.0.0.1')
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (!isOpen) return
    await wait(20)
  }
}

function call(path: string, token?: string, body?: object): Promise<Response> {
  const headers = {
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(body ? { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() } : {}),
  }
  return fetch(`http://127.0.0.1:${PORT}${path}`, {
    method: body ? 'POST' : 'GET',
    headers,
    body: body ? JSON.stringify(body) : null,
  })
}

async function untilReady(): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${PORT}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await wait(50)
  }
}
