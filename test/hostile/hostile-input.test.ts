import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pinoLog } from '../../server/adapters/log/pino-log.ts'
import { formatTable } from '../../server/commands/table.ts'
import { type App, buildApp } from '../../server/http/app.ts'
import type { RecordView } from '../../server/ports/tracking/reads.ts'
import { type Listening, listen } from '../sandbox/listening.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { type HostileText, hostileTexts } from './corpus.ts'

/** A record with one hostile text in one of its fields. */
interface Planted {
  hostile: HostileText
  recordId: string
  original: string | null
}

const logLines: string[] = []
const logStream = { write: (line: string) => void logLines.push(line) }
const log = pinoLog('trace', (line) => line, { stream: logStream })
const planted = { Name: [] as Planted[], Document__c: [] as Planted[], Identifier__c: [] as Planted[] }
type Field = keyof typeof planted

let doclift: TestInstallation
let app: App
let token: string
let corpus: HostileText[]
/** A host that nobody may ask for anything. */
let attacker: Listening
let asked = 0
let backUpId: string

beforeAll(async () => {
  attacker = await listen((_, response) => {
    asked += 1
    response.end('mine')
  }, 0)
  doclift = await openTestInstallation({ sandbox: { records: 320 }, log })
  app = await buildApp(doclift.services, { logLevel: 'info', logStream, isLoopback: true })
  token = (await doclift.services.createToken({ name: 'test', role: 'admin', lifeDays: 1 }, doclift.actor)).token
  corpus = hostileTexts(vendorHost(), attacker.port)
  await doclift.perform('inventory')
  await plant()
  await doclift.perform('inventory')
  backUpId = (await doclift.perform('back_up')).run.id
})
afterAll(async () => {
  await app?.close()
  await doclift?.dispose()
  await attacker?.stop()
})

describe('a hostile text in the URL field', () => {
  test('gives the reason that is designed for it, whatever its kind', async () => {
    const found = await Promise.all(
      planted.Document__c.map(async ({ hostile, recordId }) => [hostile.kind, reasonOf(await record(recordId))]),
    )
    expect(found).toEqual(planted.Document__c.map(({ hostile }) => [hostile.kind, hostile.url]))
  })

  test('never makes Doclift ask a host that is not the vendor’s', () => {
    expect(asked).toBe(0)
  })
})

describe('a hostile text as the identifier of a document', () => {
  test('is not sent to the vendor unless it has the form of an identifier', async () => {
    for (const { hostile, recordId } of planted.Identifier__c) {
      const { presigned } = await doclift.sandbox.vendor.requestsOf(hostile.text)
      expect([hostile.kind, presigned > 0 ? 'asked' : 'not-sent']).toEqual([hostile.kind, hostile.identifier])
      const { copyState, failureCode } = await record(recordId)
      const expected =
        hostile.identifier === 'asked' ? ['missing', 'source.missing'] : ['failed', 'source.bad-identifier']
      expect([hostile.kind, copyState, failureCode]).toEqual([hostile.kind, ...expected])
    }
  })
})

describe('a hostile text as the name of a document', () => {
  test('leaves the copy whole, below a key whose parts are where they belong', async () => {
    for (const { hostile, recordId } of planted.Name) {
      const { copyState, objectKey, failureSentence } = await record(recordId)
      expect([hostile.kind, copyState, failureSentence]).toEqual([hostile.kind, 'verified', null])
      const segments = objectKey?.split('/') ?? []
      expect([hostile.kind, segments.length, segments[3]]).toEqual([hostile.kind, 6, recordId])
      expect(segments.filter((segment) => /^\.*$|[\\\p{Cc}]/u.test(segment))).toEqual([])
    }
  })

  test('is switched, opens as a download of that name, and goes back byte for byte', async () => {
    const accountIds = [...new Set(await Promise.all(planted.Name.map(async ({ recordId }) => accountOf(recordId))))]
    const { run } = await doclift.perform('switch', { scope: { kind: 'records', recordIds: idsOf('Name') } })
    expect(accountIds.length).toBeGreaterThan(1)
    expect((await doclift.approve(run.id)).counts.outcomes.done).toBe(planted.Name.length)
    for (const { hostile, recordId } of planted.Name) {
      const answer = await fetch((await record(recordId)).documentUrl ?? '', { method: 'HEAD' })
      const headers = [answer.status, answer.headers.get('content-disposition')?.replace(/;.*/s, '')]
      expect([hostile.kind, ...headers]).toEqual([hostile.kind, 200, expect.stringMatching(/^(inline|attachment)$/)])
    }
    await doclift.perform('roll_back', { scope: { kind: 'everything' } })
    for (const { recordId, original } of planted.Name) {
      expect((await doclift.sandbox.control.readRecord(recordId)).Document__c).toBe(original)
    }
  })
})

describe('every text that is shown somewhere', () => {
  test('comes through the API as the ledger holds it, in JSON that parses', async () => {
    for (const { recordId } of Object.values(planted).flat()) {
      const answer = await app.inject({ url: `/v1/records/${recordId}`, headers: { authorization: `Bearer ${token}` } })
      expect(answer.statusCode).toBe(200)
      const known = await record(recordId)
      expect(answer.json()).toMatchObject({ name: known.name, documentUrl: known.documentUrl })
    }
  })

  test('begins no formula in a report for a spreadsheet, and ends no line of it', async () => {
    const ofAccount = { report: 'account', id: (await accountOf(idsOf('Name')[0] ?? '')) ?? '' } as const
    const ofRun = { report: 'run', id: backUpId } as const
    for (const selection of [{ report: 'failures' } as const, ofRun, ofAccount]) {
      const { text } = await doclift.services.reports.openReport(selection, 'csv')
      const lines: string[][] = parse(await whole(text), { bom: true })
      expect(new Set(lines.map((line) => line.length)).size).toBe(1)
      expect(lines.flat().filter((cell) => /^[=+@\t\r]/.test(cell))).toEqual([])
    }
  })

  test('cannot steer a terminal, and keeps its line of a table', async () => {
    const records = await Promise.all(idsOf('Name').map(record))
    const columns = [{ title: 'Name' }, { title: 'Id' }]
    const table = formatTable(
      columns,
      records.map(({ name, recordId }) => [name, recordId]),
    )
    expect(table.split('\n')).toHaveLength(records.length + 1)
    expect(table.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  test('stays within its line of the log', () => {
    expect(logLines.length).toBeGreaterThan(0)
    for (const line of logLines) expect(() => JSON.parse(line)).not.toThrow()
    expect(logLines.filter((line) => line.trimEnd().includes('\n'))).toEqual([])
  })
})

test('what nobody has planted is not touched by any of it', async () => {
  const ids = new Set(Object.values(planted).flatMap((all) => all.map(({ recordId }) => recordId)))
  const others = (await doclift.services.tracking.listRecords({ limit: 200, state: 'verified' })).items
  const untouched = others.filter(({ recordId }) => !ids.has(recordId)).slice(0, 50)
  expect(untouched.length).toBeGreaterThan(10)
  for (const { recordId } of untouched) expect(await doclift.sandbox.control.writesOf(recordId)).toEqual([])
})

test('the page about hostile input names every kind of the corpus with its answer', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/hostile-input.md'), 'utf8')
  const rows = corpus.map(({ kind, url, identifier }) => `| ${kind} | ${url} | ${identifier} |`)
  expect(rows.filter((row) => !page.includes(row))).toEqual([])
})

async function plant(): Promise<void> {
  const free = (await ordinaryRecords()).values()
  for (const field of ['Name', 'Document__c', 'Identifier__c'] as const) {
    for (const hostile of corpus) {
      const { recordId, documentUrl } = free.next().value as RecordView
      await doclift.sandbox.control.editRecord(recordId, { [field]: hostile.text })
      planted[field].push({ hostile, recordId, original: documentUrl })
    }
  }
}

/** Records whose document the vendor simply hands out. */
async function ordinaryRecords(): Promise<RecordView[]> {
  const { items } = await doclift.services.tracking.listRecords({ limit: 200, state: 'discovered' })
  const facts = await Promise.all(items.map(({ recordId }) => doclift.sandbox.control.expectedDocument(recordId)))
  return items.filter((_, index) => facts[index]?.answer === 'bytes')
}

function vendorHost(): string {
  const [host] = doclift.context.settings.scope.vendorHosts
  return host ?? ''
}

async function record(recordId: string): Promise<RecordView> {
  const view = await doclift.services.tracking.getRecord(recordId)
  if (!view) throw new Error(`The ledger has no record ${recordId}.`)
  return view
}

function reasonOf({ outOfScopeReason: reason }: RecordView): string {
  return reason ?? 'in-scope'
}

async function accountOf(recordId: string): Promise<string | null> {
  return (await record(recordId)).accountId
}

function idsOf(field: Field): string[] {
  return planted[field].map(({ recordId }) => recordId)
}

async function whole(text: AsyncIterable<string | Buffer>): Promise<string> {
  let all = ''
  for await (const part of text) all += part
  return all
}
