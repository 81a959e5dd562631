import { inspect } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const lines: string[] = []
const write = (message: string, facts?: object) => void lines.push(message + inspect(facts, { depth: 6 }))
const log = { info: write, warn: write, error: write }

let doclift: TestInstallation
let token: string

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 120 }, log })
  token = (await doclift.services.createToken({ name: 'test', role: 'viewer', lifeDays: 1 }, doclift.actor)).token
  await doclift.perform('inventory')
  await doclift.sandbox.vendor.fail('download', { with: 'cut-body', nth: 3 })
  await doclift.perform('back_up')
  await doclift.approve((await doclift.perform('switch')).run.id)
  await doclift.sandbox.control.fault({ name: 'total-requests-exceeded' })
  await doclift.perform('inventory')
})
afterAll(() => doclift.dispose())

/** Whatever gives access to something, and what only a pre-signed address holds. */
function secrets(): string[] {
  const { org, vendor, store } = doclift.sandbox.info
  return [org.clientSecret, vendor.token, store.secretAccessKey, token, 'X-Amz-Signature', 'signature=']
}

test('invariant 10: no secret and no pre-signed address reaches the database', async () => {
  const tables = await runSql<{ name: string }>(
    doclift.ownerUrl,
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`,
  )
  expect(tables.length).toBeGreaterThan(10)
  for (const { name } of tables) {
    const rows = await runSql<{ text: string }>(
      doclift.ownerUrl,
      `select row_to_json(one)::text as text from ${name} one`,
    )
    const found = secrets().filter((secret) => rows.some(({ text }) => text.includes(secret)))
    expect({ name, found }).toEqual({ name, found: [] })
  }
})

test('invariant 10: no secret and no pre-signed address reaches the log', () => {
  expect(lines.length).toBeGreaterThan(0)
  expect(secrets().filter((secret) => lines.some((line) => line.includes(secret)))).toEqual([])
})
