import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { verifyConformReport } from '../../../server/domain/conform/verify.ts'
import type { OrgHandle } from '../../sandbox/org/server.ts'
import { openOrg } from '../../sandbox/org/test-org.ts'

const SCRIPT = join(import.meta.dirname, '..', '..', '..', 'scripts', 'org', 'conform.ts')

async function start(org: OrgHandle, ...options: string[]) {
  const home = await mkdtemp(join(tmpdir(), 'doclift-conform-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  const login = { SALESFORCE_CLIENT_ID: org.clientId, SALESFORCE_CLIENT_SECRET: org.clientSecret }
  const env = { PATH: process.env.PATH, DOCLIFT_HOME: join(home, 'data'), SALESFORCE_LOGIN_URL: org.url, ...login }
  const child = spawn(process.execPath, [SCRIPT, ...options], { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: Record<'out' | 'err', string[]> = { out: [], err: [] }
  child.stdout.setEncoding('utf8').on('data', (text: string) => said.out.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.err.push(text))
  const ended = async () => {
    const [exitCode] = await once(child, 'close')
    return { out: said.out.join(''), err: said.err.join(''), exitCode: exitCode as number | null }
  }
  return { home, child, ended }
}

async function countOf(call: (path: string) => Promise<Response>): Promise<number> {
  const answer = await call(`/query?q=${encodeURIComponent('SELECT COUNT() FROM Account')}`)
  return ((await answer.json()) as { totalSize: number }).totalSize
}

test('the command writes a report that its printed key proves, and keeps its own key for its user alone', async () => {
  const { org } = await openOrg()
  const { home, ended } = await start(org, '--yes', '--out', 'report.json')
  const { out, err, exitCode } = await ended()
  expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 })
  const [publicKey = ''] = /-----BEGIN PUBLIC KEY-----[\s\S]*-----END PUBLIC KEY-----/.exec(out) ?? []
  const bytes = await readFile(join(home, 'report.json'))
  const report = verifyConformReport(bytes, [publicKey])
  expect(report).toMatchObject({ org: { id: org.orgId, kind: 'sandbox' }, apiVersion: '67.0', leftBehind: [] })
  expect(report.summary).toMatchObject({ differs: 0, failed: 0, inconclusive: 0 })
  expect((await stat(join(home, 'data', 'signing-key.pem'))).mode & 0o777).toBe(0o600)
  expect(bytes.toString()).not.toContain(org.clientSecret)
})

test('without somebody who agrees nothing is written, and the command says so', async () => {
  const { org, call } = await openOrg()
  const before = await countOf(call)
  const { ended } = await start(org)
  const { out, err, exitCode } = await ended()
  expect(out).toContain('creates one Account')
  expect(err).toContain('Add --yes. Nothing was written.')
  expect(exitCode).toBe(2)
  expect(await countOf(call)).toBe(before)
})

test('a signal ends the command after everything was removed, without a report', async () => {
  const { org, call } = await openOrg()
  const before = await countOf(call)
  const { home, child, ended } = await start(org, '--yes')
  // From the first result on there is something to remove.
  child.stdout.on('data', (text: string) => text.includes('rest.version') && child.kill('SIGINT'))
  const { err, exitCode } = await ended()
  expect({ err, exitCode }).toEqual({ err: 'Stopped by hand. What was created in the org was removed.\n', exitCode: 1 })
  expect(await countOf(call)).toBe(before)
  await expect(stat(join(home, 'conformance.json'))).rejects.toMatchObject({ code: 'ENOENT' })
})
