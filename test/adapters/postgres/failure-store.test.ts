import { expect, test } from 'vitest'
import { systemClock } from '../../../server/adapters/clock/system-clock.ts'
import { COUNT_FAILURES } from '../../../server/adapters/postgres/sql/count-failures.ts'
import { COUNT_RUN_FAILURES } from '../../../server/adapters/postgres/sql/count-run-failures.ts'
import { COPY_STATES, URL_STATES } from '../../../server/domain/file/states.ts'
import type { Run } from '../../../server/domain/run/run.ts'
import type { Context } from '../../../server/operations/context.ts'
import { readFailures } from '../../../server/operations/failures/read-failures.ts'
import type { CopyResult } from '../../../server/ports/tracking/batches.ts'
import { ACTOR, at, entries, type Ledger, openLedger, planItem, recordId, START, verifiedCopy } from './ledger.ts'

const DAY_SECONDS = 86_400

/** Lets copies of these records fail at a time. */
async function fail(ledger: Ledger, code: string, numbers: readonly number[], atSeconds: number): Promise<void> {
  const run = await ledger.begin(
    'back_up',
    numbers.map((n) => planItem(n)),
  )
  const held = await ledger.claim(run)
  const results = numbers.map((n): CopyResult => {
    const result = code === 'source.missing' ? 'missing' : 'failed'
    return { recordId: recordId(n), result, code, sentence: `Record ${n} failed.` }
  })
  await ledger.recordCopies(held, results, at(atSeconds))
  await ledger.endRun(run.id, 'partially_succeeded', at(atSeconds))
}

test('a ledger in which nothing failed has no groups', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(5))
  expect(await ledger.countFailures(START)).toEqual([])
})

test('failures are counted by code and state, with their ages and the first record as example', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(20))
  await fail(ledger, 'source.missing', [3, 4], 0)
  await fail(ledger, 'source.missing', [1], 8 * DAY_SECONDS)
  await fail(ledger, 's3.connection', [7], 9 * DAY_SECONDS)
  const counts = await ledger.countFailures(at(9 * DAY_SECONDS + 60))
  expect(counts).toHaveLength(2)
  expect(counts).toContainEqual({
    code: 'source.missing',
    word: 'missing',
    records: 3,
    last24Hours: 0,
    last7Days: 1,
    since: START.toISOString(),
    latest: at(8 * DAY_SECONDS).toISOString(),
    example: { recordId: recordId(1), name: 'document-1.pdf', sentence: 'Record 1 failed.' },
  })
  expect(counts).toContainEqual(expect.objectContaining({ code: 's3.connection', records: 1, last24Hours: 1 }))
})

test('a record that is copied after all, or goes out of scope, is no failure any more', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(5))
  await fail(ledger, 'source.missing', [1, 2, 3], 0)
  await ledger.verify(1)
  await ledger.sql(`update file_records set out_of_scope_reason = 'deleted' where record_id = ?`, [recordId(2)])
  expect(await ledger.countFailures(START)).toEqual([expect.objectContaining({ records: 1 })])
  const { items } = await ledger.listRecords({ limit: 10, failureCode: 'source.missing' })
  expect(items.map((item) => item.recordId)).toEqual([recordId(3)])
})

test('the records of a failure code are listed page by page, each once, and only they', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(30))
  await fail(ledger, 'source.missing', [2, 5, 11, 19, 25], 0)
  await fail(ledger, 's3.connection', [6], 0)
  const seen: string[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = await ledger.listRecords({ limit: 2, after, failureCode: 'source.missing' })
    seen.push(...page.items.map((item) => item.recordId))
    after = page.nextCursor ?? undefined
  }
  expect(seen).toEqual([2, 5, 11, 19, 25].map(recordId))
})

test('each group of failures lists exactly the records it counts, also those that share a code', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(40))
  await ledger.sql(`update file_records set verified_at = now(), attestation = 'sha256', checksum_algorithm = 'sha256', checksum = repeat('a', 64),
    source_fingerprint = 'f', object_key = record_id, object_etag = 'e', object_size_bytes = 1`)
  const states = [...COPY_STATES.map((copy) => [copy, 'original']), ...URL_STATES.map((url) => ['verified', url])]
  const codes = ['UNABLE_TO_LOCK_ROW', 'source.missing', 'switch.value-changed']
  for (const [n, [copyState, urlState]] of states.entries()) {
    await ledger.sql(
      'update file_records set copy_state = ?, url_state = ?, failure_code = ?, failed_at = now() where record_id = ?',
      [copyState, urlState, codes[n % 3], recordId(n)],
    )
    await ledger.sql(
      'update file_records set copy_state = ?, url_state = ?, failure_code = ?, failed_at = now() where record_id = ?',
      [copyState, urlState, codes[0], recordId(n + 20)],
    )
  }
  const groups = await readFailures({ ports: { tracking: ledger, clock: systemClock } as unknown as Context['ports'] })
  expect(groups.length).toBeGreaterThan(3)
  const listed: string[] = []
  for (const { code, class: failureClass, records } of groups) {
    const { items } = await ledger.listRecords({ limit: 100, failureCode: code, failureClass })
    expect([code, failureClass, items.length]).toEqual([code, failureClass, records])
    listed.push(...items.map((item) => item.recordId))
  }
  expect(new Set(listed).size).toBe(2 * states.length)
  expect(listed).toHaveLength(2 * states.length)
})

test('a plan over failure codes takes exactly their records, code after code in Account order', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(30))
  await fail(ledger, 'source.missing', [2, 25, 11], 0)
  await fail(ledger, 's3.connection', [6], 0)
  await fail(ledger, 'source.denied', [8], 0)
  const scope = { kind: 'failures' as const, codes: ['source.missing', 's3.connection', 'source.missing'] }
  const pages = await Array.fromAsync(ledger.copyCandidates(scope, 2))
  expect(pages.flat().map((candidate) => candidate.recordId)).toEqual([6, 2, 11, 25].map(recordId))
  expect(await ledger.coverageOf(scope)).toEqual({ eligible: 4, verified: 0 })
})

test('groups are counted through an index of the failures, never over all records', async () => {
  const ledger = await openLedger()
  await ledger.sql(
    `insert into file_records (record_id, name, system_modstamp, first_seen_at, first_seen_run_id, observed_at,
       seen_in_run_number, copy_state, failure_code, failed_at)
     select 'a1cKx' || lpad(n::text, 13, '0'), 'a', now(), now(), gen_random_uuid(), now(), 1,
       case when n % 50 = 0 then 'failed' else 'discovered' end, case when n % 50 = 0 then 's3.refused' end, now()
     from generate_series(1, 5000) as n`,
  )
  await ledger.sql('vacuum analyze file_records')
  const plan = await ledger.sql<{ 'QUERY PLAN': string }>(
    `explain ${COUNT_FAILURES.replaceAll('$1::timestamptz', 'now()')}`,
  )
  const text = plan.map((line) => line['QUERY PLAN']).join('\n')
  expect(text).toMatch(/on file_records_by_fail|using file_records_by_fail/)
  expect(text).not.toContain('Seq Scan')
  expect(await ledger.countFailures(at(0))).toEqual([expect.objectContaining({ code: 's3.refused', records: 100 })])
})

test('what one run could not do is counted by code, the largest first, with its own words', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(20))
  await fail(ledger, 'source.missing', [9], 0)
  const run = await failSome(ledger)
  expect(await ledger.countRunFailures(run.id)).toEqual([
    {
      code: 's3.refused',
      records: 3,
      example: { recordId: recordId(2), name: 'document-2.pdf', sentence: 'Refused.' },
    },
    {
      code: 'source.missing',
      records: 1,
      example: { recordId: recordId(6), name: 'document-6.pdf', sentence: 'Missing.' },
    },
  ])
  await ledger.verify(2)
  expect(await ledger.countRunFailures(run.id)).toHaveLength(2)
})

test('the items of one code of a run are listed page by page, those that were done never', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(20))
  const run = await failSome(ledger)
  const first = await ledger.listRunItems(run.id, { limit: 2, code: 's3.refused' })
  expect(first.items.map((item) => item.recordName)).toEqual(['document-2.pdf', 'document-3.pdf'])
  const second = await ledger.listRunItems(run.id, { limit: 2, code: 's3.refused', after: recordId(3) })
  expect([second.items.map((item) => item.recordId), second.nextCursor]).toEqual([[recordId(4)], null])
  await ledger.sql(`update run_items set code = 's3.refused' where record_id = ?`, [recordId(1)])
  expect((await ledger.listRunItems(run.id, { limit: 10, code: 's3.refused' })).items).toHaveLength(3)
  expect((await ledger.countRunFailures(run.id))[0]?.records).toBe(3)
})

test('the failures of a run are counted from an index of them alone', async () => {
  const ledger = await openLedger()
  await ledger.discover(entries(20))
  const many = Array.from({ length: 3000 }, (_, n) => n)
  const run = await failSome(ledger, many)
  await ledger.sql('vacuum analyze run_items')
  const plan = await ledger.sql<{ 'QUERY PLAN': string }>(
    `explain ${COUNT_RUN_FAILURES.replaceAll('$1', `'${run.id}'`)}`,
  )
  expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('Index Only Scan using run_items_by_code')
})

/** A back-up of these in which 1 and 5 were done, 2 to 4 refused and 6 missing. */
async function failSome(ledger: Ledger, numbers = [1, 2, 3, 4, 5, 6]): Promise<Run> {
  const run = await ledger.begin(
    'back_up',
    numbers.map((n) => planItem(n)),
  )
  const held = await ledger.claim(run)
  const refused = { result: 'failed', code: 's3.refused', sentence: 'Refused.' } as const
  await ledger.recordCopies(
    held,
    [
      verifiedCopy(1),
      ...[2, 3, 4].map((n) => ({ recordId: recordId(n), ...refused })),
      verifiedCopy(5),
      { recordId: recordId(6), result: 'missing', code: 'source.missing', sentence: 'Missing.' },
    ],
    at(10),
  )
  await ledger.endRun(run.id, 'partially_succeeded', at(11))
  return run
}

test('the key of a retry is remembered with its run, and refused for another body', async () => {
  const ledger = await openLedger()
  const key = { subject: ACTOR.id, route: 'POST /v1/failures/retry', key: 'k', bodyHash: 'a'.repeat(64) }
  expect(await ledger.findRetry(key)).toBeUndefined()
  const run = await ledger.create('back_up', { kind: 'failures', codes: ['source.missing'] }, key)
  expect(await ledger.findRetry(key)).toEqual(run)
  const other = ledger.findRetry({ ...key, bodyHash: 'b'.repeat(64) })
  await expect(other).rejects.toMatchObject({ code: 'api.idempotency-reused' })
})
