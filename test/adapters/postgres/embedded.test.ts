import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import {
  embeddedPostgresIsAvailable,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../../server/adapters/postgres/embedded.ts'
import { runSql } from '../../support/sql.ts'

const isRoot = process.getuid?.() === 0
const starter = join(import.meta.dirname, 'start-embedded.ts')

/** Most tests share one cluster, because making one takes longer than the test; and none relies on its server running or not. */
let parent: string
let home: string

beforeAll(() => {
  ;({ parent, home } = makeHome())
})
beforeEach((context) => {
  const reason = embeddedPostgresIsAvailable()
  if (reason) context.skip(reason)
})
afterAll(() => removeHome({ parent, home }))

test('the owner may create schemas and the application may not', async () => {
  const { ownerUrl, appUrl } = await start()
  await runSql(ownerUrl, 'create schema records')
  await expect(runSql(appUrl, 'create schema mine')).rejects.toThrow('permission denied')
  await expect(runSql(appUrl, 'create table public.mine (id int)')).rejects.toThrow('permission denied')
})

test('every role needs its password, and the file that holds them is closed to others', async () => {
  const { ownerUrl, appUrl, adminUrl, dataDir } = await start()
  for (const url of [ownerUrl, appUrl, adminUrl]) {
    await expect(runSql(withPassword(url, 'guess'), 'select 1')).rejects.toThrow('password authentication failed')
  }
  expect(statSync(join(dirname(dataDir), 'credentials.json')).mode & 0o777).toBe(0o600)
})

test('the server listens on the loopback address alone and opens no socket file', async () => {
  const { adminUrl } = await start()
  const settings = await runSql<{ name: string; setting: string }>(
    adminUrl,
    "select name, setting from pg_settings where name in ('listen_addresses', 'unix_socket_directories') order by name",
  )
  expect(settings.map(({ setting }) => setting)).toEqual(['127.0.0.1', ''])
})

test('writes are durable unless a test asks otherwise', async () => {
  const durable = await startAnew()
  expect(await fsyncOf(durable.adminUrl)).toBe('on')
  await durable.stop()
  const fast = await startEmbeddedPostgres({ home, isDurable: false })
  expect(await fsyncOf(fast.adminUrl)).toBe('off')
  await fast.stop()
})

test('a second start uses the running server and sees the same data', async () => {
  const first = await startAnew()
  await runSql(first.ownerUrl, 'create table public.seen as select 42 as answer')
  const second = await start()
  expect([first.isReused, second.isReused]).toEqual([false, true])
  expect(await runSql(second.ownerUrl, 'select answer from public.seen')).toEqual([{ answer: 42 }])
})

test('processes that start an empty home at once end up with one server', async () => {
  const empty = ownHome().home
  const starts = await Promise.all([1, 2, 3].map(() => startInOtherProcess(empty)))
  expect(new Set(starts.map(({ adminUrl }) => adminUrl)).size).toBe(1)
  expect(starts.filter(({ isReused }) => !isReused)).toHaveLength(1)
})

test('the server outlives a killed parent and is found again', async () => {
  await start().then((server) => server.stop())
  const abandoned = await startInOtherProcess(home)
  const found = await start()
  expect(abandoned.isReused).toBe(false)
  expect(found).toMatchObject({ isReused: true, adminUrl: abandoned.adminUrl })
})

test('committed data survives a kill of the server', async () => {
  // Of a server that another process started, this one may never hear that it is gone.
  const first = await startAnew()
  await runSql(first.ownerUrl, 'create table public.kept as select 42 as answer')
  await killServer(first.dataDir)
  const second = await start()
  expect(second.isReused).toBe(false)
  expect(await runSql(second.ownerUrl, 'select answer from public.kept')).toEqual([{ answer: 42 }])
})

test('a stale postmaster.pid whose number now belongs to another program does not prevent the start', async () => {
  const { stop, dataDir } = await start()
  const pidFile = join(dataDir, 'postmaster.pid')
  const lines = readFileSync(pidFile, 'utf8').split('\n')
  await stop()
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  writeFileSync(pidFile, [other.pid, ...lines.slice(1)].join('\n'))
  const { isReused } = await start().finally(() => other.kill('SIGKILL'))
  expect(isReused).toBe(false)
})

test('after stop nobody answers and the next start serves the same cluster', async () => {
  const { stop, adminUrl } = await start()
  await stop()
  await expect(runSql(adminUrl, 'select 1')).rejects.toThrow('ECONNREFUSED')
  expect(withPort(await start().then((again) => again.adminUrl))).toBe(withPort(adminUrl))
})

test('the environment of the server holds nothing of the environment of this process', async () => {
  const secret = 'not-for-the-database-server'
  process.env.DOCLIFT_TEST_SECRET = secret
  const { dataDir } = await startAnew().finally(() => delete process.env.DOCLIFT_TEST_SECRET)
  if (!existsSync('/proc/self/environ')) return
  const environment = readFileSync(`/proc/${serverPid(dataDir)}/environ`, 'utf8')
  expect(environment.includes(secret)).toBe(false) // a boolean, so that a failure prints no environment
})

test('below a directory closed to others the server still starts, and says where its data is', async () => {
  const own = ownHome()
  chmodSync(own.parent, 0o700)
  const lines: string[] = []
  const { dataDir, ownerUrl } = await startEmbeddedPostgres({ home: own.home, log: (line) => lines.push(line) })
  expect(await runSql(ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }])
  expect(dataDir.startsWith(isRoot ? '/var/lib/doclift/' : own.home)).toBe(true)
  expect(lines).toEqual(isRoot ? [expect.stringContaining(dirname(dataDir))] : [])
  await removeEmbeddedPostgres(own.home)
  expect(existsSync(dirname(dataDir))).toBe(false)
})

test('removing stops the server and leaves no trace of the cluster', async () => {
  const { adminUrl, dataDir } = await start()
  await removeEmbeddedPostgres(home)
  await expect(runSql(adminUrl, 'select 1')).rejects.toThrow('ECONNREFUSED')
  expect(existsSync(dirname(dataDir))).toBe(false)
})

/** A home that others may enter. */
function makeHome() {
  const parent = mkdtempSync(join(tmpdir(), 'doclift postgres '))
  chmodSync(parent, 0o755)
  return { parent, home: join(parent, 'home') }
}

/** An empty home for one test alone. */
function ownHome() {
  const own = makeHome()
  onTestFinished(() => removeHome(own))
  return own
}

async function removeHome(given: { parent: string; home: string }): Promise<void> {
  await removeEmbeddedPostgres(given.home)
  rmSync(given.parent, { recursive: true, force: true })
}

/** Starts the server, or finds it running. */
function start() {
  return startEmbeddedPostgres({ home })
}

/** Starts a server, whether or not the test before left one running. */
async function startAnew() {
  await start().then(({ stop }) => stop())
  return await start()
}

/** Starts the server from a process that is killed as soon as it has told how. */
async function startInOtherProcess(home: string): Promise<{ adminUrl: string; isReused: boolean }> {
  const child = fork(starter, [home])
  const [started] = await once(child, 'message')
  child.kill('SIGKILL')
  return started as { adminUrl: string; isReused: boolean }
}

async function killServer(dataDir: string): Promise<void> {
  const pid = serverPid(dataDir)
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => isRunning(pid)).toBe(false)
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function serverPid(dataDir: string): number {
  return Number.parseInt(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8'), 10)
}

async function fsyncOf(url: string): Promise<string | undefined> {
  const [row] = await runSql<{ fsync: string }>(url, 'show fsync')
  return row?.fsync
}

function withPassword(url: string, password: string): string {
  return Object.assign(new URL(url), { password }).href
}

function withPort(url: string, port = '1'): string {
  return Object.assign(new URL(url), { port }).href
}
