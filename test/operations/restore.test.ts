import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exitCodeOf } from '../../server/commands/exit-codes.ts'
import { chunksOf } from '../../server/domain/object/byte-body.ts'
import type { Run } from '../../server/domain/run/run.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { buildTestProgram } from '../support/program.ts'
import { runSql } from '../support/sql.ts'

/** What is left when Doclift is gone: the file of before-images, loaded by other means, and what Doclift says about it. */

/** Endings of links that CSV, spreadsheets and readers trip over. */
const ODD = [
  'a,b.pdf',
  'say "yes".pdf',
  "it's.pdf",
  '=1+1.pdf',
  'Größe 漢字 😀.pdf',
  ' two  spaces .pdf',
  '%2F%20%.pdf',
]

let doclift: TestInstallation
let folder: string
let switched: Run
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doclift-restore-'))
  doclift = await openTestInstallation({ sandbox: { records: 120 } })
  await makeLinksOdd()
  await doclift.perform('inventory')
  await doclift.perform('back_up')
  const planned = await doclift.perform('switch')
  switched = (await doclift.approve(planned.run.id)).run
  file = join(folder, 'before-images.csv')
  await cli('report', 'before-images', String(switched.number), '--out', file)
  await cli('report', 'before-images', String(switched.number), '--format', 'json', '--out', jsonBeside(file))
})
afterAll(async () => {
  await doclift.dispose()
  await rm(folder, { recursive: true })
})

describe('the file of a switch', () => {
  test('is in the bucket with its description, byte for byte as the report gives it', async () => {
    const csv = await readFile(file, 'utf8')
    expect(await stored(switched, 'csv')).toBe(csv)
    const description = JSON.parse(await stored(switched, 'json'))
    expect(description).toMatchObject({
      format: 'doclift-before-images/1',
      orgId: doclift.sandbox.info.org.orgId,
      object: 'DocListEntry__c',
      field: 'Document__c',
      run: { id: switched.id, number: switched.number, operation: 'switch' },
      planHash: switched.planHash,
      rows: (await confirmed()).length,
      notLoadable: { records: 0, recordIds: [] },
      sha256: createHash('sha256').update(csv).digest('hex'),
    })
    expect(JSON.parse(await readFile(jsonBeside(file), 'utf8'))).toEqual({ ...description, madeAt: expect.any(String) })
  })

  test('holds every link as it was first seen, the odd ones among them', async () => {
    const csv = await readFile(file, 'utf8')
    const links = await rows<{ first_seen_url: string }>(
      'select first_seen_url from file_records where word is not null',
    )
    const odd = links.filter(({ first_seen_url: url }) => ODD.some((ending) => url.endsWith(ending)))
    expect(odd.length).toBeGreaterThan(ODD.length)
    for (const { first_seen_url: url } of odd) expect(csv).toContain(`"${url.replaceAll('"', '""')}"\n`)
  })

  test('has the names of nothing secret', async () => {
    const both = (await readFile(file, 'utf8')) + (await readFile(jsonBeside(file), 'utf8'))
    const { org, store, vendor } = doclift.sandbox.info
    for (const secret of [org.clientSecret, store.secretAccessKey, vendor.token]) expect(both).not.toContain(secret)
  })
})

describe('restore-plan', () => {
  test('says that every switched record would be restored, and changes nothing', async () => {
    const { exitCode, out } = await cli('restore-plan', file, '--json')
    const count = (await confirmed()).length
    expect(exitCode).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      rows: count,
      description: { run: { number: switched.number } },
      counts: { restore: count, already: 0, 'changed-by-others': 0, unknown: 0, deleted: 0 },
      problems: { rows: 0, first: [], ofFile: [] },
    })
    expect(await confirmed()).toHaveLength(count)
  })

  test('tells in words what would happen, with the first rows of each kind', async () => {
    const { exitCode, out } = await cli('restore-plan', file)
    expect([exitCode, out]).toEqual([0, expect.stringContaining(`Exported for run ${switched.number} (switch)`)])
    expect(out).toMatch(/First rows, would be restored: .*\n {2}line 2, a\w{17}: now http.*, in the file http/)
    expect(out.trimEnd()).toMatch(/Nothing was changed\.$/)
  })

  test('with --live sees what somebody else changed or deleted since, by one call for all', async () => {
    const [edited, deleted] = await confirmed()
    await doclift.sandbox.control.editRecord(edited ?? '', { Document__c: 'https://intranet.example/theirs' })
    await doclift.sandbox.control.deleteRecord(deleted ?? '')
    expect(JSON.parse((await cli('restore-plan', file, '--json')).out).counts).toMatchObject({ deleted: 0 })
    await doclift.sandbox.control.resetApiCalls()
    const plan = JSON.parse((await cli('restore-plan', file, '--live', '--json')).out)
    expect(await doclift.sandbox.control.apiCalls()).toBeLessThanOrEqual(2)
    expect(plan.counts).toMatchObject({ 'changed-by-others': 1, deleted: 1 })
    expect(plan.examples['changed-by-others']).toMatchObject([
      { recordId: edited, now: 'https://intranet.example/theirs' },
    ])
  })

  test.each([
    ['another id at its end', (csv: string) => `${csv}"a1cKx00000ZZZZZ",#N/A\n`, 1, /1 +not known to Doclift/],
    ['a row twice', (csv: string) => csv + lastLine(csv), 1, /is there twice/],
    [
      'a changed case of an id',
      (csv: string) => csv.replace(/"(a1c\w+)"/, (id) => id.toLowerCase()),
      1,
      /changed their case/,
    ],
    ['a row less', (csv: string) => csv.slice(0, -lastLine(csv).length), 1, /should have \d+ rows/],
    [
      'a link that is too long',
      (csv: string) => csv.replace('https://', `https://${'x'.repeat(100_000)}`),
      1,
      /the field holds 255/,
    ],
    [
      'a value that was emptied',
      (csv: string) => csv.replace(/(\n"[^"]+",).*\n/, '$1\n'),
      1,
      /leaves the field as it is/,
    ],
    ['the link column renamed', (csv: string) => csv.replace('Document__c', 'Url'), 1, /one column Document__c/],
    ['a quote too many', (csv: string) => csv.replace('",', '"",'), 1, /Line \d+: /],
    ['nothing in it', () => '', 1, /It is empty/],
  ])('a file with %s ends with 1 and says where', async (_, change, code, words) => {
    const path = join(folder, 'changed.csv')
    await writeFile(path, change(await readFile(file, 'utf8')))
    await writeFile(jsonBeside(path), await readFile(jsonBeside(file)))
    const { exitCode, out, thrown } = await cli('restore-plan', path)
    expect(exitCode).toBe(code)
    expect(`${out}\n${thrown}`).toMatch(words)
  })

  test.each([
    ['org', { orgId: '00D000000000009EAA' }, /is of org 00D000000000009EAA/],
    ['object', { object: 'Other__c' }, /is of Other__c\.Document__c/],
  ])('the file of another %s is refused with 3', async (_, change, words) => {
    const path = join(folder, 'foreign.csv')
    const description = JSON.parse(await readFile(jsonBeside(file), 'utf8'))
    await writeFile(path, await readFile(file))
    await writeFile(jsonBeside(path), JSON.stringify({ ...description, ...change }))
    const { exitCode, thrown } = await cli('restore-plan', path)
    expect([exitCode, thrown]).toEqual([3, expect.stringMatching(words)])
  })

  test('a file that is not there is told', async () => {
    const { exitCode, thrown } = await cli('restore-plan', join(folder, 'none.csv'))
    expect([exitCode, thrown]).toEqual([1, expect.stringContaining('cannot be read')])
  })
})

describe('a rollback', () => {
  test('has a file of its own, with what stood there before it', async () => {
    const [recordId = ''] = (await confirmed()).slice(5)
    const ours = (await doclift.context.ports.tracking.getRecord(recordId))?.documentUrl
    const { run } = await doclift.perform('roll_back', { scope: { kind: 'records', recordIds: [recordId] } })
    expect(run.state).toBe('succeeded')
    expect(await stored(run, 'csv')).toBe(`"Id","Document__c"\n"${recordId}","${ours}"\n`)
    expect(JSON.parse(await stored(run, 'json'))).toMatchObject({ run: { operation: 'roll_back' }, rows: 1 })
  })

  test('goes on without the file when the bucket is out of order, and the audit log says so', async () => {
    const [recordId = ''] = (await confirmed()).slice(5)
    await doclift.sandbox.store.fail('put', { with: 'internal-error', times: 20 })
    const { run } = await doclift.perform('roll_back', { scope: { kind: 'records', recordIds: [recordId] } })
    await doclift.sandbox.store.clearFaults()
    expect(run.state).toBe('succeeded')
    const entries = await rows<{ code: string }>(
      `select detail ->> 'code' as code from audit_entries
       where action = 'run.before-images-not-exported' and subject = '${run.id}'`,
    )
    expect(entries).toEqual([{ code: expect.stringMatching(/^s3\./) }])
    expect((await cli('report', 'before-images', String(run.number))).out).toContain(recordId)
  })
})

test('loaded as it is through the Bulk API, the file restores every link that is left, byte for byte', async () => {
  await loadThroughBulk(await readFile(file, 'utf8'))
  const known = await rows<{ record_id: string; first_seen_url: string }>(
    `select record_id, first_seen_url from file_records where url_state in ('confirmed', 'rolled_back')`,
  )
  const gone = JSON.parse((await cli('restore-plan', file, '--live', '--json')).out).examples.deleted[0].recordId
  for (const { record_id: recordId, first_seen_url: url } of known.filter((one) => one.record_id !== gone)) {
    expect(await doclift.sandbox.control.readRecord(recordId)).toMatchObject({ Document__c: url })
  }
  const { counts } = JSON.parse((await cli('restore-plan', file, '--live', '--json')).out)
  expect(counts).toMatchObject({ restore: 0, 'changed-by-others': 0, deleted: 1 })
})

/** Gives some documents links as a person might have written them, before Doclift sees any. */
async function makeLinksOdd(): Promise<void> {
  const { run } = await doclift.perform('inventory', { isDryRun: true })
  const entries = (await Array.fromAsync(doclift.context.ports.tracking.planLines(run.id, 500))).flat()
  const inScope = entries.filter((line) => line.leftOutReason === null).slice(0, 3 * ODD.length)
  for (const [index, { recordId, expectedUrl: url }] of inScope.entries()) {
    const folderOfUrl = url?.slice(0, url.lastIndexOf('/') + 1)
    await doclift.sandbox.control.editRecord(recordId, { Document__c: `${folderOfUrl}${ODD[index % ODD.length]}` })
  }
}

async function confirmed(): Promise<string[]> {
  const found = await rows<{ record_id: string }>(
    `select record_id from file_records where url_state = 'confirmed' order by account_id, record_id`,
  )
  return found.map((row) => row.record_id)
}

async function stored(run: Run, extension: 'csv' | 'json'): Promise<string> {
  const key = `doclift/_doclift/before-images/${run.id}.${extension}`
  return await text(chunksOf((await doclift.context.ports.store.get(key)).body))
}

function jsonBeside(path: string): string {
  return path.replace(/\.csv$/, '.json')
}

function lastLine(csv: string): string {
  return csv.slice(csv.lastIndexOf('\n', csv.length - 2) + 1)
}

async function cli(...args: string[]) {
  const { program, said } = buildTestProgram(doclift.services, doclift.actor)
  let thrown = ''
  const exitCode = await program.parseAsync(args, { from: 'user' }).then(
    () => 0,
    (error) => {
      thrown = (error as Error).message
      return exitCodeOf(error)
    },
  )
  return { exitCode, thrown, ...said() }
}

/** What Data Loader does with its Bulk API setting, by a login of its own. */
async function loadThroughBulk(csv: string): Promise<void> {
  const { url, clientId, clientSecret } = doclift.sandbox.info.org
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  })
  const login = await (await fetch(`${url}/services/oauth2/token`, { method: 'POST', body })).json()
  const authorization = `Bearer ${(login as { access_token: string }).access_token}`
  const jobs = `${url}/services/data/v67.0/jobs/ingest`
  const send = async (method: string, path: string, content: string, type = 'application/json') => {
    const answer = await fetch(jobs + path, { method, headers: { authorization, 'content-type': type }, body: content })
    return (await answer.text()) || '{}'
  }
  const created = await send('POST', '', JSON.stringify({ object: 'DocListEntry__c', operation: 'update' }))
  const { id } = JSON.parse(created) as { id: string }
  await send('PUT', `/${id}/batches`, csv, 'text/csv')
  await send('PATCH', `/${id}`, JSON.stringify({ state: 'UploadComplete' }))
  for (let state = ''; state !== 'JobComplete'; await wait(20)) {
    const answer = await fetch(`${jobs}/${id}`, { headers: { authorization } })
    state = ((await answer.json()) as { state: string }).state
    if (state === 'Failed') throw new Error('The org refused the whole job.')
  }
}

async function rows<T = Record<string, unknown>>(sql: string): Promise<T[]> {
  return (await runSql(doclift.ownerUrl, sql)) as T[]
}
