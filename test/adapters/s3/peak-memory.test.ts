import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { STRICT } from '../../contract/capabilities.ts'
import { type Sandbox, startSandbox } from '../../sandbox/client.ts'

const PROCESS = fileURLToPath(new URL('./peak-memory.ts', import.meta.url))
const MIB = 1024 * 1024

let home: string
let sandbox: Sandbox

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'doclift-memory-'))
  sandbox = await startSandbox({ home, records: 10 })
})
afterAll(async () => {
  await sandbox.stop()
  await rm(home, { recursive: true, force: true })
})

test.each([
  ['one of 64 MiB', 1, 64 * MIB],
  ['twenty-four of 8 MiB', 24, 8 * MIB],
  ['three hundred of 1 MiB', 300, MIB],
])('a process that puts %s side by side stays within 256 MiB', async (_words, objects, sizeBytes) => {
  const { url: endpoint, publicBaseUrl: _, ...store } = sandbox.info.store
  const given = { options: { endpoint, ...store, isPathStyle: true, capabilities: STRICT }, objects, sizeBytes }
  const { stdout } = await promisify(execFile)(process.execPath, [PROCESS, JSON.stringify(given)])
  expect(Number(stdout)).toBeGreaterThan(40 * MIB)
  expect(Number(stdout)).toBeLessThanOrEqual(256 * MIB)
})
