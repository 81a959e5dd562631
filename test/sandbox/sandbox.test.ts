import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCatalogue } from './catalogue/catalogue.ts'
import { type Sandbox, type SandboxSettings, startSandbox } from './client.ts'

const RECORDS = 200
const catalogue = createCatalogue({ seed: 'process', records: RECORDS })
const entries = Array.from({ length: RECORDS }, (_, index) => catalogue.entry(index))
const ordinary = entries.find(({ document }) => document?.answer === 'bytes' && document.sizeBytes > 10_000)
const ordinaryId = ordinary?.recordId ?? ''

let home: string
let running: Sandbox[]
const start = async (more: Partial<SandboxSettings> = {}) => {
  const sandbox = await startSandbox({ home, records: RECORDS, seed: 'process', ...more })
  running.push(sandbox)
  return sandbox
}
beforeEach(async () => {
  running = []
  home = await mkdtemp(join(tmpdir(), 'doclift-sandbox-'))
})
afterEach(async () => {
  await Promise.all(running.map((sandbox) => sandbox.kill()))
  await rm(home, { recursive: true, force: true })
})

const clientOf = ({ info }: Sandbox) => {
  const { url, region, accessKeyId, secretAccessKey } = info.store
  const credentials = { accessKeyId, secretAccessKey }
  return new S3Client({ endpoint: url, region, credentials, forcePathStyle: true, maxAttempts: 1 })
}

const download = async ({ info: { vendor } }: Sandbox, identifier: string) => {
  const answer = await fetch(`${vendor.apiUrl}/api/generate/presigned-url/${identifier}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${vendor.token}` },
    body: '{}',
  })
  const { data } = (await answer.json()) as { data: { url: string } }
  return Buffer.from(await (await fetch(data.url)).arrayBuffer())
}

test('a document downloaded from the vendor is the one the control expects', async () => {
  const sandbox = await start()
  const expected = await sandbox.control.expectedDocument(ordinaryId)
  const bytes = await download(sandbox, expected?.identifier ?? '')
  expect(expected).toMatchObject({
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    kind: ordinary?.document?.kind,
  })
  expect(await sandbox.vendor.requestsOf(expected?.identifier ?? '')).toEqual({ presigned: 1, downloaded: 1 })
  const folder = entries.find(({ typeCurrent }) => typeCurrent === 'Folder')
  expect(await sandbox.control.expectedDocument(folder?.recordId ?? '')).toBeNull()
})

test('a restart, in order or after a power cut, keeps addresses, secrets and data', async () => {
  const first = await start()
  await clientOf(first).send(new PutObjectCommand({ Bucket: first.info.store.bucket, Key: 'k', Body: 'kept' }))
  await first.control.editRecord(ordinaryId, { Document__c: 'https://changed.example/x' })
  await first.kill()
  const second = await startSandbox({ home })
  running.push(second)
  expect(second.info).toEqual(first.info)
  const read = await clientOf(second).send(new GetObjectCommand({ Bucket: second.info.store.bucket, Key: 'k' }))
  expect(await read.Body?.transformToString()).toBe('kept')
  expect(await second.store.putsOf('k')).toBe(1)
  expect(await second.control.readRecord(ordinaryId)).toMatchObject({ Document__c: 'https://changed.example/x' })
  await second.stop()
  const third = await start()
  expect(third.info.store.url).toBe(first.info.store.url)
})

test('the facts are kept in a file that only its owner can read', async () => {
  const sandbox = await start()
  const file = join(home, 'sandbox.json')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    controlToken: sandbox.info.controlToken,
    records: RECORDS,
  })
})

test('everything listens on this machine only', async () => {
  const { org, vendor, store, controlUrl } = (await start()).info
  const hosts = [org.url, vendor.apiUrl, store.url, controlUrl].map((url) => new URL(url).hostname)
  expect(new Set(hosts)).toEqual(new Set(['127.0.0.1']))
})

test('a home of another world is refused with exit code 2 and one sentence', async () => {
  await (await start()).stop()
  await expect(start({ records: 300 })).rejects.toThrow(
    'This home holds a sandbox of 200 records with seed "process"; asked for were 300',
  )
  expect(await exitCodeOf(['--home', home, '--records', String(RECORDS), '--seed', 'other'])).toBe(2)
})

test.each([
  [['--records', '10'], 'needs --home'],
  [['--home', 'HOME'], 'needs --records'],
  [['--home', 'HOME', '--records', 'many'], 'must be a whole number'],
  [['--home', 'HOME', '--record', '1'], 'Unknown option'],
  [['--home', 'HOME', '--records', '1', '--store-personalities', 'friendly'], 'must be one of refuses-trailers-411'],
])('arguments %j are refused with exit code 2', async (given, message) => {
  const { code, complaint } = await runMain(given.map((text) => (text === 'HOME' ? home : text)))
  expect(code).toBe(2)
  expect(complaint).toContain(message)
})

test('a port that is taken is named', async () => {
  const { store } = (await start()).info
  const other = await mkdtemp(join(tmpdir(), 'doclift-sandbox-'))
  const port = new URL(store.url).port
  const { code, complaint } = await runMain(['--home', other, '--records', '10', '--store-port', port])
  await rm(other, { recursive: true })
  expect([code, complaint]).toEqual([1, expect.stringContaining(`Port ${port} is in use`)])
})

test('the control wants its token and a method that exists', async () => {
  const sandbox = await start()
  const post = (path: string, token: string) =>
    fetch(sandbox.info.controlUrl + path, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: '[]' })
  expect((await post('/store/totals', 'wrong')).status).toBe(401)
  expect((await post('/store/totals', sandbox.info.controlToken)).status).toBe(200)
  for (const path of ['/store/constructor', '/store/nothing', '/org/editRecord', '/toString/call', '/']) {
    expect((await post(path, sandbox.info.controlToken)).status).toBe(404)
  }
  await expect(sandbox.control.readRecord('a1c')).rejects.toThrow('There is no record a1c')
  await expect(sandbox.store.fail('put', { with: 'nonsense' as never })).rejects.toThrow('must be one of')
})

test('faults planned from outside strike inside', async () => {
  const sandbox = await start()
  await sandbox.store.fail('put', { with: 'connection-reset-after-write' })
  const put = clientOf(sandbox).send(
    new PutObjectCommand({ Bucket: sandbox.info.store.bucket, Key: 'twice', Body: 'x' }),
  )
  await expect(put).rejects.toThrow()
  expect(await sandbox.store.putsOf('twice')).toBe(1)
  expect(await sandbox.store.repeatedKeys()).toEqual([])
})

test('the store is like another than Amazon as long as it is told so', async () => {
  const sandbox = await start({ storePersonalities: ['attests-nothing', 'no-conditional-create'] })
  const put = (more: object) =>
    clientOf(sandbox).send(new PutObjectCommand({ Bucket: sandbox.info.store.bucket, Key: 'k', Body: 'x', ...more }))
  await put({ ChecksumCRC32: 'AAAAAA==' })
  await put({ IfNoneMatch: '*' })
  await sandbox.store.setPersonalities([])
  await expect(put({ ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' })
  await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  await expect(sandbox.store.setPersonalities(['friendly' as never])).rejects.toThrow('must be one of')
})

test('the sandbox ends when the process that started it goes away', async () => {
  const script = `import { startSandbox } from ${JSON.stringify(new URL('./client.ts', import.meta.url).href)}
    const { processId } = await startSandbox({ home: ${JSON.stringify(home)}, records: 10 })
    console.log(processId)
    process.kill(process.pid, 'SIGKILL')`
  const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [text] = await once(parent.stdout, 'data')
  await expect.poll(() => isAlive(Number(text)), { timeout: 20_000 }).toBe(false)
})

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0)
  } catch {
    return false
  }
}

async function exitCodeOf(given: string[]): Promise<number> {
  return (await runMain(given)).code
}

async function runMain(given: string[]): Promise<{ code: number; complaint: string }> {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, ...given], { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (chunk) => {
    complaint += chunk
  })
  const [code] = await once(child, 'close')
  return { code, complaint }
}
