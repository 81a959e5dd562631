import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SweepSubject } from '../../server/domain/housekeeping/sweep.ts'
import type { Context } from '../../server/operations/context.ts'
import { findWaste, keepHouse, sweepNow } from '../../server/operations/housekeeping/keep-house.ts'
import { openSdk } from '../contract/object-store.subject.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const NEVER_STOPPED = new AbortController().signal
const ACCOUNT = '001Kx000000000AAAA'

let doclift: TestInstallation
let store: S3Client
let bucket: string
let prefix: string
/** As `doclift.context`, but what no ledger knows is abandoned at once. */
let context: Context
let records = 0

beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: 20 },
    settings: { HOUSEKEEPING_EVERY_MINUTES: '60' },
    hasWorker: false,
  })
  const { url, bucket: name, ...server } = doclift.sandbox.info.store
  store = openSdk({ ...server, endpoint: url })
  bucket = name
  const { settings } = doclift.context
  prefix = settings.copy.prefix
  const housekeeping = { ...settings.housekeeping, abandonedAfterMs: 0 }
  context = { ...doclift.context, settings: { ...settings, housekeeping } }
  await context.ports.store.capabilities()
})
beforeEach(() => sql('update housekeeping set leased_until = null, ended_at = null'))
afterEach(async () => {
  await doclift.sandbox.store.clearFaults()
  await sql(`update runs set state = 'succeeded', ended_at = now() where ended_at is null`)
})
afterAll(async () => {
  store.destroy()
  await doclift.dispose()
})

describe('uploads in parts', () => {
  test('that are ours and abandoned are ended; those of living batches and of others are not', async () => {
    const abandoned = await beginUpload(ownKey())
    const probe = await beginUpload(`${prefix}/_doclift/probe/left-behind`)
    const key = ownKey()
    const living = await beginUpload(key)
    await noteUpload(living, key, await makeRun('running'))
    const outside = await beginUpload(`elsewhere/${ownKey()}`)
    const ofAnotherProgram = await beginUpload(`${prefix}/movies/holiday.mp4`)
    expect(await find('uploads')).toMatchObject({ found: 2, removed: 0 })
    expect(await sweep('uploads')).toEqual({ subject: 'uploads', found: 2, removed: 2, sentence: null })
    const left = await openUploads()
    expect(left).toEqual(expect.arrayContaining([living, outside, ofAnotherProgram]))
    expect([abandoned, probe].filter((uploadId) => left.includes(uploadId))).toEqual([])
  })

  test('of a run that came to nothing are ended, and the ledger forgets them', async () => {
    const key = ownKey()
    const uploadId = await beginUpload(key)
    await noteUpload(uploadId, key, await makeRun('halted'))
    await sql(`update uploads set worked_at = worked_at - interval '11 minutes'`)
    await sweep('uploads')
    expect(await openUploads()).not.toContain(uploadId)
    expect(await sql('select from uploads where upload_id = ?', [uploadId])).toEqual([])
  })

  test('stay while they are younger than the setting, and while a batch is at work that may have begun them', async () => {
    const uploadId = await beginUpload(ownKey())
    expect(await find('uploads', doclift.context)).toMatchObject({ found: 0 })
    const runId = await makeRun('running', 'working')
    expect(await sweep('uploads')).toMatchObject({ found: 0 })
    await endRun(runId)
    expect(await sweep('uploads')).toMatchObject({ removed: 1 })
    expect(await openUploads()).not.toContain(uploadId)
  })

  test('that the store does not list cost a sentence, here and in the look at the bucket, and nothing fails', async () => {
    await doclift.sandbox.store.fail('list-uploads', { with: 'access-denied', times: 2 })
    const { found, sentence } = await sweep('uploads')
    expect({ found, sentence }).toEqual({ found: 0, sentence: expect.stringContaining('ListBucketMultipartUploads') })
    const checks = await doclift.services.diagnostics.checkConnections()
    const seen = checks.find(({ name }) => name === 'bucket')
    expect(seen).toMatchObject({
      status: 'ok',
      facts: { listsUploads: 'false' },
      sentence: expect.stringContaining(sentence ?? ''),
    })
  })
})

test('objects that a probe left behind are deleted, and nothing else below the prefix', async () => {
  const Key = `${prefix}/_doclift/probe/left-behind`
  await store.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }))
  const before = await keys()
  expect(await find('probe-objects', doclift.context)).toMatchObject({ found: 0 })
  expect(await sweep('probe-objects')).toMatchObject({ removed: 1 })
  expect(await keys()).toEqual(before.filter((key) => !key.includes('/probe/')))
})

describe('jobs in the org', () => {
  test('whose batch has ended are aborted and deleted; others stay, and unknown ones are named', async () => {
    const { writer, tracking } = context.ports
    const [over, living, doubtful, unknown] = await Promise.all([1, 2, 3, 4].map(() => writer.createIngestJob()))
    const ended = await makeRun('running', 'done')
    await noteJob(over?.jobId, ended)
    await noteJob(living?.jobId, await makeRun('running', 'working'))
    const inDoubt = await makeRun('running', 'done')
    await noteJob(doubtful?.jobId, inDoubt)
    await sql(
      `insert into run_items (run_id, record_id, account_id, ingest_job_id, outcome, is_owning, before_image_at, sent_at)
       values (?, ?, '', ?, 'in_doubt', true, now(), now()) returning run_id`,
      [inDoubt, recordId(), doubtful?.jobId],
    )
    const { removed, sentence } = await sweep('ingest-jobs')
    expect({ removed, sentence }).toEqual({ removed: 1, sentence: expect.stringContaining(unknown?.jobId ?? '?') })
    const left = (await writer.ownJobs('ingest')).map(({ jobId }) => jobId)
    expect(left.sort()).toEqual([living, doubtful, unknown].map((job) => job?.jobId).sort())
    expect(sentence).not.toContain(living?.jobId)
    expect(await sql('select state from ingest_jobs where job_id = ?', [over?.jobId])).toEqual([{ state: 'Aborted' }])
    expect(await tracking.ledgerJobs([over?.jobId ?? ''])).toEqual([{ jobId: over?.jobId, isOver: true }])
  })

  test('whose run has ended without reading them are deleted; that of a halted run stays for its resumption', async () => {
    const { org } = context.ports
    const [ended, halted] = [await makeRun('running'), await makeRun('halted')]
    for (const runId of [ended, halted]) {
      for await (const { next } of org.readAllIds({})) {
        await sql('update runs set query_position = ?::jsonb where id = ?', [JSON.stringify(next), runId])
        break
      }
    }
    await endRun(ended)
    expect(await sweep('query-jobs')).toMatchObject({ removed: 1 })
    const [left] = await sql<{ id: string }>(`select query_position ->> 'jobId' as id from runs where id = ?`, [halted])
    expect((await org.ownJobs('query')).map(({ jobId }) => jobId)).toEqual([left?.id])
  })
})

test('old rows that are no truth go, and the ledger is otherwise the same as before', async () => {
  await insertDelivery('delivered', 91)
  await insertDelivery('given_up', 89)
  await insertDelivery('pending', 91)
  for (const days of [29, 31]) {
    await sql(
      `insert into idempotency_keys (subject, route, key, body_hash, made_id, used_at)
       values ('test', '/v1/runs', ?, 'hash', gen_random_uuid(), now() - make_interval(days => ?))`,
      [`used ${days} days ago`, days],
    )
  }
  const before = await truth()
  const results = await sweepNow(context, doclift.actor)
  const removed = Object.fromEntries(results.map((result) => [result.subject, result.removed]))
  expect(removed).toMatchObject({ 'idempotency-keys': 1, 'webhook-deliveries': 1 })
  expect(await truth()).toEqual(before)
  expect(await sql('select key from idempotency_keys')).toEqual([{ key: 'used 29 days ago' }])
  expect(await sql('select state from webhook_deliveries order by state')).toEqual([
    { state: 'given_up' },
    { state: 'pending' },
  ])
  const [audited] = await sql(`select actor_id, detail from audit_entries order by number desc limit 1`)
  expect(audited).toMatchObject({ actor_id: doclift.actor.id, detail: { removed: { 'webhook-deliveries': 1 } } })
})

describe('one sweeps at a time', () => {
  test('of two at once one works, and whoever asks for it by hand is told', async () => {
    const both = await Promise.all([1, 2].map(() => keepHouse(context, NEVER_STOPPED)))
    expect(both.sort()).toEqual([false, true])
    await sql('update housekeeping set leased_until = now() + make_interval(mins => 5)')
    await expect(sweepNow(context, doclift.actor)).rejects.toMatchObject({ code: 'housekeeping.at-work' })
  })

  test('and it is nobody’s turn until the time of the setting has passed', async () => {
    expect(await keepHouse(context, NEVER_STOPPED)).toBe(true)
    expect(await keepHouse(context, NEVER_STOPPED)).toBe(false)
    await sql(`update housekeeping set ended_at = ended_at - interval '61 minutes'`)
    expect(await keepHouse(context, NEVER_STOPPED)).toBe(true)
  })

  test('who comes after one that went silent half-way goes on, and the first one does nothing more', async () => {
    const uploads = [await beginUpload(ownKey()), await beginUpload(ownKey()), await beginUpload(ownKey())]
    const [reached, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const silent = sweepNow(withAbort(reached.resolve, goOn.promise), doclift.actor).then(
      () => 'swept',
      (error: { code: string }) => error.code,
    )
    await reached.promise
    await sql(`update housekeeping set leased_until = now() - interval '1 second'`)
    expect(await keepHouse(context, NEVER_STOPPED)).toBe(true)
    expect((await openUploads()).filter((uploadId) => uploads.includes(uploadId))).toEqual([])
    goOn.resolve()
    expect(await silent).toBe('housekeeping.fence-lost')
  })

  test('a process that stops ends its sweep at the next act and leaves the rest to the next one', async () => {
    const uploadId = await beginUpload(ownKey())
    expect(await keepHouse(context, AbortSignal.abort(new Error('The worker stops.')))).toBe(true)
    expect(await openUploads()).toContain(uploadId)
    await sql(`update housekeeping set leased_until = now() - interval '1 second'`)
    expect(await keepHouse(context, NEVER_STOPPED)).toBe(true)
    expect(await openUploads()).not.toContain(uploadId)
  })
})

test('a store that is away costs its subjects a sentence, and the others are swept', async () => {
  await doclift.sandbox.store.fail('any', { with: 'internal-error', times: 100 })
  await insertDelivery('delivered', 91)
  const results = await sweepNow(context, doclift.actor)
  const told = results.filter(({ sentence }) => sentence?.includes('The next sweep goes on here.'))
  expect(told.map(({ subject }) => subject)).toEqual(['uploads', 'probe-objects'])
  expect(results.find(({ subject }) => subject === 'webhook-deliveries')).toMatchObject({ removed: 1 })
})

/** The context of a process that stands still when it aborts an upload. */
function withAbort(reached: () => void, goOn: Promise<void>): Context {
  const store: Context['ports']['store'] = {
    ...context.ports.store,
    async abortUpload(upload) {
      reached()
      await goOn
      await context.ports.store.abortUpload(upload)
    },
  }
  return { ...context, ports: { ...context.ports, store } }
}

async function find(subject: SweepSubject, within = context) {
  return (await findWaste(within)).find((result) => result.subject === subject)
}

async function sweep(subject: SweepSubject) {
  const result = (await sweepNow(context, doclift.actor)).find((each) => each.subject === subject)
  if (result === undefined) throw new Error(`${subject} was not swept.`)
  return result
}

function sql<Row extends object>(text: string, parameters: unknown[] = []): Promise<Row[]> {
  return runSql<Row>(doclift.ownerUrl, text, parameters)
}

function recordId(): string {
  records += 1
  return `a1cKx${String(records).padStart(9, '0')}AAAA`
}

function ownKey(): string {
  return `${prefix}/${ACCOUNT}/Acme/${recordId()}/0a1b2c3d4e5f/plan.pdf`
}

async function beginUpload(Key: string): Promise<string> {
  return (await store.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }))).UploadId ?? ''
}

async function openUploads(): Promise<string[]> {
  const { Uploads = [] } = await store.send(new ListMultipartUploadsCommand({ Bucket: bucket }))
  return Uploads.map(({ UploadId = '' }) => UploadId)
}

async function keys(): Promise<string[]> {
  return (await Array.fromAsync(context.ports.store.list(`${prefix}/`))).map(({ key }) => key)
}

/** A run with one batch, as the ledger holds them. */
async function makeRun(state: 'running' | 'halted', batchState: 'waiting' | 'working' | 'done' = 'waiting') {
  const [run] = await sql<{ id: string }>(
    `insert into runs (id, operation, scope, is_dry_run, limits, profile, settings_fingerprint, state, created_by, created_at)
     values (gen_random_uuid(), 'back_up', '{}', false, '{}', 'testing', 'f', ?, 'tester', now()) returning id`,
    [state],
  )
  await sql(
    `insert into batches (id, run_id, number, state, claimed_at, done_at)
     values (gen_random_uuid(), ?, 1, ?, now(), case when ? = 'done' then now() end) returning id`,
    [run?.id, batchState, batchState],
  )
  return run?.id ?? ''
}

async function endRun(runId: string): Promise<void> {
  await sql(`update runs set state = 'succeeded', ended_at = now() where id = ?`, [runId])
}

async function noteUpload(uploadId: string, key: string, runId: string): Promise<void> {
  await sql(
    `insert into uploads (run_id, record_id, batch_id, fence, source_fingerprint, object_key, upload_id, part_size_bytes,
       started_at, worked_at)
     select run_id, ?, id, 1, 'f', ?, ?, 5242880, now(), now() from batches where run_id = ?`,
    [recordId(), key, uploadId, runId],
  )
}

async function noteJob(jobId: string | undefined, runId: string): Promise<void> {
  await sql(
    `insert into ingest_jobs (job_id, batch_id, fence, api_version, state, created_at, checked_at, row_count)
     select ?, id, 1, '67.0', 'Open', now(), now(), 1 from batches where run_id = ?`,
    [jobId, runId],
  )
}

async function insertDelivery(state: 'delivered' | 'given_up' | 'pending', daysAgo: number): Promise<void> {
  await sql(
    `with webhook as (
       insert into webhooks (id, url, events, created_by, created_at, is_paused)
       values (gen_random_uuid(), 'https://hooks.example', array['run.ended'], 'tester', now(), true) returning id)
     insert into webhook_deliveries (id, webhook_id, kind, created_at, state, next_attempt_at)
     select gen_random_uuid(), id, 'webhook.test', now() - make_interval(days => ?), ?, case when ? = 'pending' then now() end
     from webhook`,
    [daysAgo, state, state],
  )
}

/** Digests of every table whose rows never leave by themselves. */
async function truth(): Promise<Record<string, string>> {
  const swept = ['idempotency_keys', 'webhook_deliveries', 'housekeeping', 'uploads', 'upload_parts']
  const tables = await sql<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> all(?::text[]) order by 1`,
    [`{${swept.join(',')}}`],
  )
  const digests = tables.map(async ({ name }) => {
    const rows = name === 'audit_entries' ? `${name} as row where action <> 'housekeeping.swept'` : `${name} as row`
    const text = `select count(*) || ' ' || coalesce(md5(string_agg(row::text, ' ' order by row::text)), '') as digest from ${rows}`
    const [digest] = await sql<{ digest: string }>(text)
    return [name, digest?.digest ?? ''] as const
  })
  return Object.fromEntries(await Promise.all(digests))
}
