import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Role } from '../../server/domain/run/run.ts'
import { type App, buildApp } from '../../server/http/app.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

const run = promisify(execFile)
const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'automation.md')

let doclift: TestInstallation
let app: App
let folder: string
let tokens: Record<'OPERATOR_TOKEN' | 'APPROVER_TOKEN' | 'VIEWER_TOKEN', string>

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 80 } })
  app = await buildApp(doclift.services, { logLevel: 'silent', isLoopback: true })
  await app.listen({ host: '127.0.0.1', port: 0 })
  tokens = {
    OPERATOR_TOKEN: await tokenOf('operator'),
    APPROVER_TOKEN: await tokenOf('approver'),
    VIEWER_TOKEN: await tokenOf('viewer'),
  }
  folder = await mkdtemp(join(tmpdir(), 'doclift-automation-'))
})
afterAll(async () => {
  await app.close()
  await doclift.dispose()
  await rm(folder, { recursive: true, force: true })
})

async function tokenOf(role: Role): Promise<string> {
  return (await doclift.services.createToken({ name: role, role, lifeDays: 1 }, doclift.actor)).token
}

/** All shell blocks of the page, in order, as one script. */
async function scriptOfPage(): Promise<string> {
  const blocks = [...(await readFile(PAGE, 'utf8')).matchAll(/^```sh\n(.*?)^```$/gms)]
  return blocks.map(([, block]) => block).join('\n')
}

async function runScript(): Promise<string> {
  const { port } = app.server.address() as AddressInfo
  const env = {
    PATH: process.env.PATH,
    DOCLIFT: `http://127.0.0.1:${port}`,
    DAY: '2026-03-01',
    ...tokens,
  }
  return (await run('sh', ['-eu', '-c', await scriptOfPage()], { cwd: folder, env })).stdout
}

test('the page moves an org by curl alone, from the inventory to a record taken back', async () => {
  const told = await runScript()
  expect(told.match(/ (succeeded|partially_succeeded)$/gm)).toHaveLength(5)
  const { byState } = await doclift.services.tracking.readOverview()
  expect(byState.confirmed).toBeGreaterThan(0)
  expect(byState.rolled_back).toBe(1)
  expect(await readFile(join(folder, 'plan.csv'), 'utf8')).toMatch(/^Id,Old,New,Reason\r\n/)
})

test('the script, started again on the same day, starts nothing and waits for the same runs', async () => {
  const { tracking } = doclift.services
  const before = await tracking.listRuns({ limit: 100 })
  const told = await runScript()
  expect(told.match(/ (succeeded|partially_succeeded)$/gm)).toHaveLength(5)
  expect(await tracking.listRuns({ limit: 100 })).toEqual(before)
})

test('every block of the page is shell, so that nothing on it is left untried', async () => {
  const text = await readFile(PAGE, 'utf8')
  const fences = [...text.matchAll(/^```(\w*)$/gm)].map(([, language]) => language)
  expect(fences.filter((language) => language !== '' && language !== 'sh')).toEqual([])
  expect((await scriptOfPage()).split('\n').length).toBeGreaterThan(40)
})
