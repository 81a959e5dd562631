import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkIndependently } from '../../scripts/demo/check.ts'
import {
  changeBehindTheBack,
  judgeZoo,
  recordsFor,
  ZOO_RESTORE_SECONDS,
  ZOO_SETTINGS,
  type ZooLine,
} from '../../scripts/demo/zoo.ts'
import { pinoLog } from '../../server/adapters/log/pino-log.ts'
import { readConfig, secretsOf } from '../../server/config.ts'
import { type Redact, redactor } from '../../server/domain/redact.ts'
import type { ReportFormat, ReportSelection } from '../../server/domain/report/report.ts'
import { createCatalogue } from '../sandbox/catalogue/catalogue.ts'
import { ZOO } from '../sandbox/catalogue/zoo.ts'
import type { ZooFamily } from '../sandbox/client.ts'
import { contentOf } from '../sandbox/content/content.ts'
import { openTestInstallation, type RunEnd, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const RECORDS = 400
const log: string[] = []
let redact: Redact = (text) => text

let doclift: TestInstallation
let zoo: ZooFamily[]
let backUps: RunEnd[]
let planned: RunEnd
let lines: ZooLine[]

/** Both phases, with what people do in the org meanwhile. */
beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: RECORDS, seed: 'zoo', zoo: true, restoreAfterSeconds: ZOO_RESTORE_SECONDS },
    settings: ZOO_SETTINGS,
    log: pinoLog('trace', (text) => redact(text), { stream: { write: (line: string) => void log.push(line) } }),
  })
  redact = redactor(secretsOf(readConfig(doclift.settings)))
  zoo = await doclift.sandbox.control.zoo()
  await doclift.perform('inventory')
  const first = await doclift.perform('back_up')
  await changeBehindTheBack(doclift.sandbox, zoo)
  await doclift.perform('catch_up')
  await doclift.perform('inventory')
  await wait(ZOO_RESTORE_SECONDS * 1_000)
  backUps = [first, await doclift.perform('back_up')]
  planned = await doclift.perform('switch')
  for (const recordId of recordsFor(zoo, 'edit-after-plan')) {
    await doclift.sandbox.control.editRecord(recordId, { Document__c: 'https://intranet.example/moved' })
  }
  await doclift.approve(planned.run.id)
  const recordIds = recordsFor(zoo, 'roll-back')
  await doclift.perform('roll_back', { scope: { kind: 'records', recordIds } })
  await doclift.perform('catch_up')
  lines = await judgeZoo(doclift.ownerUrl, zoo)
})
afterAll(() => doclift.dispose())

const onlyOf = (id: string) => zoo.find((family) => family.id === id)?.recordIds[0] ?? ''
const urlInOrg = async (recordId: string) => (await doclift.sandbox.control.readRecord(recordId)).Document__c
const ledger = () => doclift.services.tracking

test.each(ZOO)('$id: $sentence', ({ id, ends, code }) => {
  const line = lines.find(({ kind }) => kind === id)
  const end = 'word' in ends ? ends.word : `out of scope: ${ends.outOfScope}`
  expect(line?.planted).toBeGreaterThan(0)
  expect(line).toMatchObject({ endedAs: { [end]: line?.planted }, codes: { [code ?? 'none']: line?.planted } })
  expect(line?.isAsExpected).toBe(true)
})

test('every other document is copied and switched', async () => {
  const listed = zoo.flatMap((family) => family.recordIds)
  const rows = await runSql<{ word: string; count: string }>(
    doclift.ownerUrl,
    `select word, count(*) from file_records where not record_id = any(array['${listed.join("','")}']) group by word`,
  )
  expect(rows).toEqual([{ word: 'confirmed', count: String(RECORDS - listed.length) }])
})

test('a document that is never restored leaves its back-up partially done, and is named in its report', async () => {
  const { run, counts } = backUps.at(-1) as RunEnd
  expect(run.state).toBe('partially_succeeded')
  const frozen = zoo.find((family) => family.id === 'never-restored')?.recordIds ?? []
  expect(counts.outcomes.withdrawn).toBe(frozen.length)
  const rows = await reportRows({ report: 'run', id: run.id })
  for (const recordId of frozen) {
    expect(rows.find((row) => row.recordId === recordId)).toMatchObject({
      outcome: 'withdrawn',
      code: 'source.archived',
    })
  }
})

test('a record that moved is counted with its other Account, and an Account has its other name', async () => {
  const moved = await doclift.sandbox.control.readRecord(onlyOf('moved-account'))
  expect((await ledger().getRecord(onlyOf('moved-account')))?.accountId).toBe(moved.Account__c)
  const renamed = await ledger().getRecord(onlyOf('renamed-account'))
  expect(renamed?.accountName).toMatch(/^Renamed \/ "Holding" & Söhne #001/)
})

test('two records with one file have a copy each', async () => {
  const [one, other] = zoo.find((family) => family.id === 'shared-file')?.recordIds ?? []
  const copies = await Promise.all([one, other].map((recordId) => ledger().getRecord(recordId ?? '')))
  expect(copies[0]?.objectKey).not.toBe(copies[1]?.objectKey)
  expect(copies[0]?.checksum).toEqual(copies[1]?.checksum)
})

test('of a document with a newer version the latest is copied, and not the first', async () => {
  const recordId = onlyOf('newer-version')
  const latest = await doclift.sandbox.control.expectedDocument(recordId)
  const first = createCatalogue({ seed: 'zoo', records: RECORDS, zoo: true }).documentByIdentifier(
    latest?.identifier ?? '',
  )
  const { checksum } = (await ledger().getRecord(recordId)) ?? {}
  expect(checksum).toEqual({ algorithm: 'sha256', value: latest?.sha256 })
  expect(first && contentOf(first).sha256()).not.toBe(latest?.sha256)
})

test('a Name that lost its extension gets its content type from the bytes', async () => {
  const { kind } = (await doclift.sandbox.control.expectedDocument(onlyOf('cut-name'))) ?? {}
  expect(kind).toBe('pdf')
  expect((await ledger().getRecord(onlyOf('cut-name')))?.contentType).toBe('application/pdf')
})

test('an independent reading of org, store and ledger finds no difference', async () => {
  const check = await checkIndependently({
    org: doclift.sandbox.info.org,
    databaseUrl: doclift.ownerUrl,
    urlBase: doclift.sandbox.info.store.publicBaseUrl,
    expectedDocument: (recordId) => doclift.sandbox.control.expectedDocument(recordId),
  })
  expect(check.differences).toEqual([])
})

describe('a signature in the URL of a record', () => {
  const original = async () => (await ledger().getRecord(onlyOf('presigned-query')))?.firstSeenUrl ?? ''
  const signature = async () => new URL(await original()).searchParams.get('X-Amz-Signature') ?? ''

  test('is kept in the ledger byte for byte', async () => {
    const first = await original()
    expect(first).toMatch(/\?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=900&X-Amz-Signature=[0-9a-f]{64}$/)
    const history = await ledger().historyOf(onlyOf('presigned-query'))
    expect(history[0]).toMatchObject({ kind: 'first_seen', url: first })
  })

  test('stands in the export of before-images, for whoever has to do without Doclift', async () => {
    const key = `${doclift.context.settings.copy.prefix}/_doclift/before-images/${planned.run.id}.csv`
    const csv = await (await fetch(`${doclift.sandbox.info.store.publicBaseUrl}/${key}`)).text()
    expect(csv).toContain(await original())
  })

  test('is not in the log, when an error quotes the address it failed at', async () => {
    const [withScheme, found] = [await original(), await signature()]
    for (const address of [withScheme, withScheme.replace('https://', '')]) {
      doclift.context.ports.log.error('It failed.', { error: new Error(`Could not read ${address}`) })
    }
    const about = log.filter((line) => line.includes('Could not read'))
    expect(about).toHaveLength(2)
    expect(log.filter((line) => line.includes(found))).toEqual([])
  })

  test('is not in the support bundle', async () => {
    const bundle = JSON.stringify(await doclift.services.diagnostics.supportBundle(doclift.actor))
    expect(bundle).not.toContain(await signature())
  })

  test('is not in any CSV, and is in the JSON that machines read', async () => {
    const accountId = (await ledger().getRecord(onlyOf('presigned-query')))?.accountId ?? ''
    const selections: ReportSelection[] = [
      { report: 'run', id: planned.run.id },
      { report: 'plan', id: planned.run.id },
      { report: 'account', id: accountId },
    ]
    for (const selection of selections) {
      const csv = await reportText(selection, 'csv')
      expect(csv).toContain(onlyOf('presigned-query'))
      expect(csv).toContain('X-Amz-Signature=…')
      expect(csv).not.toContain(await signature())
      expect(await reportText(selection, 'json')).toContain(await signature())
    }
  })

  test('is in no column of the database besides the URLs', async () => {
    const found = await signature()
    const urls = ['document_url', 'first_seen_url', 'expected_url', 'before_image', 'url'].map((name) => `'${name}'`)
    for (const table of ['file_records', 'run_items', 'record_history', 'audit_entries', 'run_events']) {
      const rows = await runSql(
        doclift.ownerUrl,
        `select 1 from ${table} one where (to_jsonb(one) - array[${urls}])::text like '%${found}%'`,
      )
      expect({ table, rows }).toEqual({ table, rows: [] })
    }
  })
})

describe('odd originals go back byte for byte', () => {
  const ODD = [
    'scheme-less',
    'upper-case-host',
    'presigned-query',
    'path-style',
    'other-virtual-host',
    'double-encoded',
  ]
  const expected = new Map<string, string | null>()

  beforeAll(async () => {
    for (const { recordIds } of zoo.filter(({ id }) => ODD.includes(id))) {
      for (const recordId of recordIds) {
        expected.set(recordId, (await ledger().getRecord(recordId))?.firstSeenUrl ?? null)
      }
    }
    const { run } = await doclift.services.rollback.rollBackRun(planned.run.id, doclift.actor)
    await doclift.follow(run.id)
  })

  test.each(ODD)('the kind %s', async (id) => {
    const recordIds = zoo.find((family) => family.id === id)?.recordIds ?? []
    expect(recordIds.length).toBeGreaterThan(0)
    for (const recordId of recordIds) {
      expect(await ledger().getRecord(recordId)).toMatchObject({ state: 'rolled_back' })
      expect(await urlInOrg(recordId)).toBe(expected.get(recordId))
    }
  })
})

async function reportText(selection: ReportSelection, format: ReportFormat): Promise<string> {
  const { text } = await doclift.services.reports.openReport(selection, format)
  let whole = ''
  for await (const part of text) whole += part
  return whole
}

async function reportRows(selection: ReportSelection): Promise<Record<string, unknown>[]> {
  return (await reportText(selection, 'json'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}
