import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { exitCodeOf } from '../../../server/commands/exit-codes.ts'
import type { CommandTools } from '../../../server/commands/tools.ts'
import type { RecordWord } from '../../../server/domain/file/states.ts'
import { verifyReceipt } from '../../../server/domain/receipt/verify.ts'
import type { Role } from '../../../server/domain/run/run.ts'
import type { App } from '../../../server/http/app.ts'
import { formatDownloadToken } from '../../../server/operations/reports/download-token.ts'
import { bearer, openApp, post } from '../../http/requests.ts'
import { openTestInstallation, type RunEnd, type TestInstallation } from '../../support/installation.ts'
import { buildTestProgram } from '../../support/program.ts'
import { runSql } from '../../support/sql.ts'

/** Only to end a test that hangs. */
const PATIENTLY = { timeout: 60_000 }

let doclift: TestInstallation
let app: App
let backUp: RunEnd
let folder: string
const logLines: string[] = []
const tokens = {} as Record<Role, string>
beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 60 } })
  await doclift.perform('inventory')
  backUp = await doclift.perform('back_up')
  app = await openApp(doclift.services, { write: (line) => logLines.push(line) })
  for (const role of ['viewer', 'operator'] as const) {
    tokens[role] = (await doclift.services.createToken({ name: role, role, lifeDays: 1 }, doclift.actor)).token
  }
  folder = await mkdtemp(join(tmpdir(), 'doclift-reports-'))
})
afterAll(async () => {
  await app?.close()
  await doclift?.dispose()
  await rm(folder, { recursive: true, force: true })
})

const as = (role: Role) => bearer(tokens[role])
const get = (url: string, headers = {}) => app.inject({ url, headers: { ...as('viewer'), ...headers } })

async function recordIn(state: RecordWord) {
  const [record] = (await doclift.services.tracking.listRecords({ limit: 1, state })).items
  if (!record) throw new Error(`no record is ${state}`)
  return record
}

async function recordOutOfScope() {
  const [record] = (await doclift.services.tracking.listRecords({ limit: 1, outOfScopeReason: 'folder' })).items
  if (!record) throw new Error('no record is out of scope')
  return record
}

interface AuditRow {
  actor_id: string
  subject: string
  detail: object
}

const auditOf = (action: string) =>
  runSql<AuditRow>(
    doclift.ownerUrl,
    'select actor_id, subject, detail from audit_entries where action = ? order by number',
    [action],
  )

describe('reports over the API', () => {
  test('the total of the coverage report is the overview', async () => {
    const { total, byState, outOfScope, verifiedBytes } = (await get('/v1/overview')).json()
    const lines = (await get('/v1/overview/report')).body.trimEnd().split('\n')
    const rows = lines.map((line) => JSON.parse(line))
    expect(rows.at(-1)).toEqual({ end: true, rows: rows.length - 1 })
    expect(rows.at(-2)).toMatchObject({ line: 'total', total, byState, outOfScope, verifiedBytes })
  })

  test('what is out of scope is listed record by record, as many as the overview says', async () => {
    const { outOfScope } = (await get('/v1/overview')).json()
    const rows = parse((await get('/v1/overview/out-of-scope?format=csv')).body, { columns: true }) as Record<
      string,
      string
    >[]
    const counts = Map.groupBy(rows, (row) => row['Out of scope because'])
    expect(Object.fromEntries([...counts].map(([reason, list]) => [reason, list.length]))).toEqual(outOfScope)
    expect(rows.find((row) => row['Out of scope because'] === 'no-url')?.Sentence).toBe('Its URL field is empty.')
    const lines = (await get('/v1/overview/out-of-scope')).body.trimEnd().split('\n')
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ end: true, rows: rows.length })
  })

  test('the report of a run has a line for each item, left out or not, compressed when that is accepted', async () => {
    const url = `/v1/runs/${backUp.run.id}/report?format=csv`
    const answer = await get(url, { 'accept-encoding': 'gzip' })
    expect(answer.headers['content-disposition']).toBe(`attachment; filename="run-${backUp.run.number}-report.csv"`)
    const rows = parse(gunzipSync(answer.rawPayload), { columns: true }) as Record<string, string>[]
    expect(rows).toHaveLength(backUp.counts.planned + backUp.counts.leftOut)
    expect(rows.filter((row) => row.Outcome === 'done')).toHaveLength(backUp.counts.outcomes.done)
    expect(rows.filter((row) => row['Left out because'] !== '')).toHaveLength(backUp.counts.leftOut)
  })

  test('the report of an Account and of failures have the lines that the lists have', async () => {
    const { accountId } = await recordIn('verified')
    const account = await doclift.services.tracking.getAccount(accountId ?? '')
    const lines = (await get(`/v1/accounts/${accountId?.slice(0, 15)}/report`)).body.trimEnd().split('\n')
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ end: true, rows: account?.total })
    expect((await get('/v1/failures/report')).statusCode).toBe(200)
    expect((await get('/v1/drift/report')).body).toBe('{"end":true,"rows":0}\n')
  })

  test.each([
    ['/v1/runs/00000000-0000-7000-8000-000000000000/report', 404, 'run.not-found'],
    ['/v1/runs/14/report', 400, 'api.invalid-request'],
    ['/v1/accounts/001000000000009/report', 404, 'account.not-found'],
    ['/v1/accounts/001000000000009ZZZ/report', 400, 'api.invalid-request'],
    ['/v1/overview/report?format=pdf', 400, 'api.invalid-request'],
  ])('%s is %i', async (url, status, code) => {
    expect((await get(url)).json()).toMatchObject({ status, code })
  })

  test('the fourth report at the same time is told to wait, until one is done', async () => {
    const { openReport } = doclift.services.reports
    const open = await Promise.all([1, 2, 3].map(() => openReport({ report: 'overview' }, 'json')))
    const busy = await get('/v1/failures/report')
    expect(busy.json()).toMatchObject({ status: 503, code: 'report.busy' })
    expect(Number(busy.headers['retry-after'])).toBeGreaterThan(0)
    for (const { text } of open) await text.return?.()
    expect((await get('/v1/failures/report')).statusCode).toBe(200)
  })

  test('a reader that goes away frees its transaction and its place', async () => {
    const runId = await addLargeRun(doclift)
    const { port } = await listening()
    const sockets = [1, 2, 3].map(() => {
      const socket = connect(port, '127.0.0.1').pause()
      const head = `Host: x\r\nAuthorization: Bearer ${tokens.viewer}\r\n`
      socket.write(`GET /v1/runs/${runId}/report HTTP/1.1\r\n${head}\r\n`)
      return socket
    })
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
    })
    await expect.poll(countTransactions, PATIENTLY).toBe(3)
    for (const socket of sockets) socket.destroy()
    await expect.poll(countTransactions, PATIENTLY).toBe(0)
    expect((await get('/v1/failures/report')).statusCode).toBe(200)
  })

  test('the command line writes the same report to a stream or to a file', async () => {
    const path = join(folder, 'overview.csv')
    expect(await cli('report', 'overview', '--out', path)).toMatchObject({ exitCode: 0 })
    const rows = parse(await readFile(path), { columns: true }) as Record<string, string>[]
    expect(rows.at(-1)).toMatchObject({ Line: 'total' })
    expect(await cli('report', 'run', '999')).toMatchObject({ exitCode: 1 })
    expect(await cli('report', 'account', 'nonsense')).toMatchObject({ exitCode: 2 })
    const nowhere = await cli('report', 'failures', '--out', join(folder, 'missing', 'file.csv'))
    expect(nowhere).toMatchObject({ exitCode: 1, err: expect.stringContaining('could not be written') })
  })
})

describe('receipts', () => {
  test('the receipt of the API holds by the key of the API', async () => {
    const record = await recordIn('verified')
    const answer = await get(`/v1/records/${record.recordId}/receipt`)
    const { publicKeyPem, keyId } = (await get('/v1/receipts/key')).json()
    const receipt = verifyReceipt(answer.rawPayload, publicKeyPem)
    expect(receipt).toMatchObject({
      record: { id: record.recordId, name: record.name },
      object: { key: record.objectKey, checksum: record.checksum, sizeBytes: record.sizeBytes },
      url: { firstSeen: record.firstSeenUrl, present: record.documentUrl, target: null },
      runs: [{ number: backUp.run.number, operation: 'back_up', outcome: 'done' }],
      signer: { keyId },
    })
    expect(receipt.history).toHaveLength(1)
  })

  test('a record without a verified copy has none', async () => {
    const { recordId } = await recordOutOfScope()
    const answer = await get(`/v1/records/${recordId}/receipt`)
    expect(answer.json()).toMatchObject({ status: 409, code: 'receipt.not-verified' })
    expect((await get('/v1/records/a01000000000009/receipt')).json()).toMatchObject({ code: 'record.not-found' })
  })

  test('the command line proves receipt and file without services, and refuses any other', async () => {
    const { recordId } = await recordIn('verified')
    const paths = { receipt: join(folder, 'r.json'), key: join(folder, 'k.pem'), content: join(folder, 'c.bin') }
    await writeFile(paths.receipt, (await cli('receipt', 'get', recordId)).out)
    await writeFile(paths.key, (await cli('receipt', 'key')).out)
    const { url } = (await get(`/v1/records/${recordId}/link`)).json()
    await writeFile(paths.content, await (await fetch(url)).bytes())
    const verify = ['receipt', 'verify', paths.receipt, '--key', paths.key]
    expect(await offline(...verify, '--content', paths.content)).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('genuine'),
    })
    expect(await offline(...verify, '--content', paths.key)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('not the one of the receipt'),
    })
    await writeFile(paths.receipt, (await readFile(paths.receipt, 'utf8')).replace('"sizeBytes": ', '"sizeBytes": 1'))
    expect(await offline(...verify)).toMatchObject({ exitCode: 1, err: expect.stringContaining('does not hold') })
    expect(await offline('receipt', 'verify', paths.receipt)).toMatchObject({ exitCode: 2 })
    expect(await offline('receipt', 'verify', 'nowhere.json', '--key', paths.key)).toMatchObject({ exitCode: 1 })
  })
})

describe('download links', () => {
  test('a link gives its report to whoever has it, and both acts are audited', async () => {
    const wanted = { report: 'run', id: backUp.run.id, format: 'csv' }
    const made = await app.inject(post('/v1/downloads', as('viewer'), wanted))
    expect(made.statusCode).toBe(201)
    const { url, expiresAt } = made.json()
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(5 * 60_000)
    const answer = await app.inject({ url })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
    const direct = await get(`/v1/runs/${backUp.run.id}/report?format=csv`)
    expect(answer.body).toBe(direct.body)
    const by = { actor_id: expect.stringMatching(/^token:/), subject: backUp.run.id }
    const report = { report: 'run', format: 'csv' }
    expect(await auditOf('download.created')).toEqual([{ ...by, detail: { ...report, expiresAt } }])
    expect(await auditOf('download.opened')).toEqual([{ ...by, detail: report }])
    expect(logLines.length).toBeGreaterThan(0)
    expect(logLines.join('')).not.toContain(url.split('/').at(-1))
  })

  test.each([
    { report: 'overview', format: 'json' },
    { report: 'failures', format: 'csv' },
    { report: 'drift', format: 'csv' },
    { report: 'plan', format: 'json' },
    { report: 'account', format: 'csv' },
  ])('a link to the report %j works', async ({ report, format }) => {
    const ids: Record<string, string | null> = { plan: backUp.run.id, account: (await recordIn('verified')).accountId }
    const body = { report, format, ...(ids[report] ? { id: ids[report] } : {}) }
    const { url } = (await app.inject(post('/v1/downloads', as('viewer'), body))).json()
    expect([report, (await app.inject({ url })).statusCode]).toEqual([report, 200])
  })

  test.each([
    [{ report: 'run', id: '00000000-0000-7000-8000-000000000000', format: 'csv' }, 404],
    [{ report: 'account', id: '001000000000009', format: 'csv' }, 404],
    [{ report: 'account', id: '001000000000009ZZZ', format: 'csv' }, 400],
    [{ report: 'run', format: 'csv' }, 400],
    [{ report: 'overview', id: 'x', format: 'csv' }, 400],
    [{ report: 'everything', format: 'csv' }, 400],
    [{ report: 'overview', format: 'pdf' }, 400],
    [{}, 400],
  ])('a link to %j is refused with %i', async (body, status) => {
    expect((await app.inject(post('/v1/downloads', as('viewer'), body))).statusCode).toBe(status)
  })

  test('a link that expired or was altered says so and nothing more', async () => {
    const expired = formatDownloadToken(doclift.context.ports.signer, {
      selection: { report: 'overview' },
      format: 'csv',
      actorId: 'user:005000000000001AAA',
      expiresAt: new Date(Date.now() - 1).toISOString(),
    })
    const gone = await app.inject({ url: `/v1/downloads/${expired}` })
    expect(gone.json()).toMatchObject({ status: 410, code: 'download.expired' })
    const altered = await app.inject({ url: `/v1/downloads/x${expired}` })
    expect(altered.json()).toMatchObject({ status: 404, code: 'download.not-found' })
    expect(gone.body + altered.body).not.toContain('005000000000001AAA')
    expect((await app.inject({ url: '/v1/downloads/a%20b' })).statusCode).toBe(400)
  })
})

describe('a link to a document', () => {
  test('gives its bytes for a minute, is audited with its reader, and is kept nowhere', async () => {
    const record = await recordIn('verified')
    const answer = await get(`/v1/records/${record.recordId}/link`)
    const { url, expiresAt, disposition } = answer.json()
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(60_000)
    expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('60')
    const document = await fetch(url)
    expect((await document.bytes()).length).toBe(record.sizeBytes)
    expect(document.headers.get('content-type')).toBe(record.contentType)
    expect(document.headers.get('content-disposition')?.split(';')[0]).toBe(disposition)
    const audited = await auditOf('record.opened')
    expect(audited.at(-1)).toEqual({
      actor_id: expect.stringMatching(/^token:/),
      subject: record.recordId,
      detail: { objectKey: record.objectKey },
    })
    const signature = new URL(url).searchParams.get('X-Amz-Signature') ?? ''
    expect(signature).toMatch(/^[0-9a-f]{64}$/)
    expect(logLines.join('') + JSON.stringify(audited)).not.toContain(signature)
  })

  test('is shown by a browser only for PDF and raster images', async () => {
    const { items } = await doclift.services.tracking.listRecords({ limit: 200, state: 'verified' })
    const shown = new Map<string, Set<string>>()
    for (const { recordId, contentType } of items) {
      const { disposition } = (await get(`/v1/records/${recordId}/link`)).json()
      shown.set(disposition, (shown.get(disposition) ?? new Set()).add(contentType ?? ''))
    }
    expect([...(shown.get('inline') ?? [])].every((type) => /^(application\/pdf|image\/)/.test(type))).toBe(true)
    expect(
      [...(shown.get('attachment') ?? [])].filter((type) => /^(application\/pdf|image\/(png|jpeg))$/.test(type)),
    ).toEqual([])
    expect(shown.get('inline')?.size).toBeGreaterThan(0)
  })

  test('is refused for a record without a verified copy', async () => {
    const { recordId } = await recordOutOfScope()
    const answer = await get(`/v1/records/${recordId}/link`)
    expect(answer.json()).toMatchObject({ status: 409, code: 'record.not-verified' })
    expect((await get('/v1/records/a01000000000009/link')).json()).toMatchObject({ code: 'record.not-found' })
  })
})

describe('trying one record again', () => {
  const retry = (recordId: string, role: Role, key: string) =>
    app.inject(post(`/v1/records/${recordId}/retry`, { ...as(role), 'idempotency-key': key }))

  test('plans a back-up of that record alone, once for each key', async () => {
    const { recordId } = await recordIn('verified')
    const answer = await retry(recordId, 'operator', 'again-1')
    expect(answer.statusCode).toBe(202)
    expect(answer.json()).toMatchObject({ operation: 'back_up', scope: { kind: 'records', recordIds: [recordId] } })
    expect(answer.headers.location).toBe(`/v1/runs/${answer.json().id}`)
    expect((await retry(recordId, 'operator', 'again-1')).json().id).toBe(answer.json().id)
    expect((await doclift.follow(answer.json().id)).run.state).toBe('succeeded')
  })

  test('is refused out of scope with the reason, to viewers, and for unknown records', async () => {
    const { recordId } = await recordOutOfScope()
    const answer = await retry(recordId, 'operator', 'again-2')
    expect(answer.json()).toMatchObject({
      status: 409,
      code: 'record.out-of-scope',
      detail: expect.stringContaining('folder'),
      outOfScopeReason: 'folder',
    })
    expect((await retry(recordId, 'viewer', 'again-3')).statusCode).toBe(403)
    expect((await retry('a01000000000009', 'operator', 'again-4')).statusCode).toBe(404)
  })
})

/** Runs one command line over the installation. */
function cli(...args: string[]) {
  return command((act) => act(doclift.services, doclift.actor), args)
}

/** The same where no services can be had. */
function offline(...args: string[]) {
  return command(() => Promise.reject(new Error('services were asked for')), args)
}

async function command(withServices: CommandTools['withServices'], args: string[]) {
  const { program, said } = buildTestProgram(doclift.services, doclift.actor, { withServices })
  const thrown = await program.parseAsync(args, { from: 'user' }).then(
    () => undefined,
    (error: Error) => error,
  )
  const { out, err } = said()
  return { exitCode: thrown ? exitCodeOf(thrown) : 0, out, err: `${err}${thrown?.message ?? ''}` }
}

async function listening(): Promise<AddressInfo> {
  if (!app.server.listening) {
    app.server.listen(0, '127.0.0.1')
    await once(app.server, 'listening')
  }
  return app.server.address() as AddressInfo
}

/** Sessions of the service that are in a transaction. */
async function countTransactions(): Promise<number> {
  const [row] = await runSql<{ count: string }>(
    inject('testCluster').adminUrl,
    `select count(*) from pg_stat_activity where datname = ? and state like 'idle in transaction%'`,
    [new URL(doclift.databaseUrl).pathname.slice(1)],
  )
  return Number(row?.count)
}

/** A run with more items than any buffer between a report and its reader holds. */
async function addLargeRun({ ownerUrl }: TestInstallation): Promise<string> {
  const runId = '00000000-0000-7000-8000-000000000001'
  const url = 'https://files.vendor.example/'.padEnd(250, 'x')
  await runSql(
    ownerUrl,
    `insert into runs (id, operation, scope, is_dry_run, limits, profile, settings_fingerprint, state, created_by,
       created_at, ended_at)
     values (?::uuid, 'verify', '{"kind": "everything"}', false, '{}', 'testing', 'f', 'failed', 'doclift', now(), now())`,
    [runId],
  )
  await runSql(
    ownerUrl,
    `insert into file_records (record_id, name, system_modstamp, first_seen_at, first_seen_run_id, observed_at,
       seen_in_run_number, out_of_scope_reason)
     select 'zzz' || lpad(n::text, 15, '0'), 'file', now(), now(), ?::uuid, now(), 1, 'no-account'
     from generate_series(1, 20000) as n`,
    [runId],
  )
  await runSql(
    ownerUrl,
    `insert into run_items (run_id, record_id, account_id, expected_url, target_url, left_out_reason)
     select ?::uuid, record_id, '', ?, ?, 'no-account' from file_records where record_id like 'zzz%'`,
    [runId, url, url],
  )
  return runId
}
