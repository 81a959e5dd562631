import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { isInPercentage } from '../../server/domain/run/limits.ts'
import type { Operation, Run } from '../../server/domain/run/run.ts'
import { startWorker } from '../../server/jobs/worker.ts'
import { buildPlan } from '../../server/operations/build-plan.ts'
import { createRun } from '../../server/operations/plan-run.ts'
import { startRun } from '../../server/operations/start-run.ts'
import { writeUrls } from '../../server/operations/write-urls.ts'
import { type Installation, openInstallation } from '../../server/wiring.ts'
import {
  type Asked,
  followRun,
  openTestInstallation,
  silentLog,
  type TestInstallation,
} from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

/**
 * Every operation that copies or writes, under every limit. What was touched is not asked of the ledger: it is in the org's
 * journal of writes, in the listing of the bucket and in the vendor's log of requests.
 */

interface Row {
  record_id: string
  account_id: string
  name: string
  identifier: string
}

/** What is asked for, and the records that it may touch, worked out from all those the operation would take. */
interface Limited extends Asked {
  expected: readonly Row[]
  testMode?: Record<string, string>
}

const typeOf = (row: Row) => row.name.split('.').at(-1)?.toLowerCase() ?? ''
const inShare = (percentage: number) => (row: Row) => isInPercentage(row.record_id, percentage)

const LIMITS: Record<string, (rows: readonly Row[]) => Limited> = {
  'a dry run': () => ({ isDryRun: true, expected: [] }),
  'one Account': (rows) => {
    const accountId = firstOf(rows).account_id
    return {
      scope: { kind: 'accounts', accountIds: [accountId] },
      expected: rows.filter((row) => row.account_id === accountId),
    }
  },
  'two records': (rows) => {
    const expected = [rows[1], rows[5]] as Row[]
    return { scope: { kind: 'records', recordIds: expected.map((row) => row.record_id) }, expected }
  },
  'the first three': (rows) => ({ firstRecords: 3, expected: rows.slice(0, 3) }),
  'a percentage': (rows) => ({ percentage: 12.5, expected: rows.filter(inShare(12.5)) }),
  'one type': (rows) => {
    const type = rarestType(rows)
    return { types: [type], expected: rows.filter((row) => typeOf(row) === type) }
  },
  'type, percentage and number together': (rows) => {
    const ofType = rows.filter((row) => typeOf(row) === 'pdf')
    return { types: ['pdf'], percentage: 60, firstRecords: 2, expected: ofType.filter(inShare(60)).slice(0, 2) }
  },
  'test mode with one Account': (rows) => {
    const accountId = firstOf(rows).account_id
    const expected = rows.filter((row) => row.account_id === accountId)
    // The gate asks whether the scope is backed up, not what test mode leaves of it.
    return { testMode: { TEST_ACCOUNT_IDS: accountId }, expected }
  },
  'test mode with two documents': (rows) => ({ testMode: { TEST_MOST_RECORDS: '2' }, expected: rows.slice(0, 2) }),
}

/** Records that an operation takes when nothing limits it. */
const TAKES = {
  back_up: `out_of_scope_reason is null and copy_state <> 'verified'`,
  verify: `out_of_scope_reason is null and copy_state = 'verified'`,
  switch: `word in ('verified', 'rolled_back') and not is_held`,
  roll_back: `url_state = 'confirmed'`,
}
type Limitable = keyof typeof TAKES

/** Of how many of its records an operation leaves a trace, by where. */
const TRACES: Record<Limitable, Record<keyof Traces, 'all' | 'some' | 'none'>> = {
  // The vendor does not have every document that it is asked for.
  back_up: { changed: 'some', asked: 'all' },
  verify: { changed: 'none', asked: 'all' },
  // The gate opens a sample of the planned links and asks the vendor for the same documents.
  switch: { changed: 'all', asked: 'some' },
  roll_back: { changed: 'all', asked: 'none' },
}
const OPERATIONS = Object.keys(TAKES) as Limitable[]

let doclift: TestInstallation
let before: Traces

beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: 180 },
    settings: { COLLECTIONS_UP_TO: '2' },
    hasWorker: false,
  })
  await withSettings({}, (installation) => performOn(installation, 'inventory', {}))
})
afterAll(() => doclift.dispose())

describe.each(OPERATIONS)('%s', (operation) => {
  beforeAll(async () => {
    before = await readTraces()
  })

  test.each(Object.keys(LIMITS))('under the limit of %s touches nothing outside it', async (name) => {
    const { expected, testMode = {}, ...asked } = (LIMITS[name] as (typeof LIMITS)[string])(await takenBy(operation))
    const run = await withSettings(testMode, (installation) => performOn(installation, operation, asked))
    expect(run).toMatchObject({ stopSentence: null, stopCode: null })
    if (asked.isDryRun) return await expectUnchanged(operation)
    expect(expected.length).toBeGreaterThan(0)
    await expectTraces(operation, expected)
  })

  test.each([
    ['one Account', (rows: readonly Row[]) => ({ TEST_ACCOUNT_IDS: firstOf(rows).account_id }), / is not one\. /],
    ['one document', () => ({ TEST_MOST_RECORDS: '1' }), / has planned \d+\. /],
    ['dry runs', () => ({ TEST_DRY_RUN_ONLY: 'true' }), / is not a dry run\. /],
  ])('planned before test mode allowed only %s stops at the door and goes on without it', async (_, settings, why) => {
    const rows = await takenBy(operation)
    const planned = await startWithoutWorker(operation, rows)
    before = await readTraces()
    const stopped = await withSettings(settings(rows), (installation) => followRun(installation, planned.id))
    expect(stopped.run).toMatchObject({
      state: 'halted',
      stopCode: 'run.outside-test-mode',
      stopSentence: expect.stringMatching(why),
    })
    expect(await tracesSince()).toEqual({ changed: [], asked: [] })
    await doclift.services.resumeRun(planned.id, doclift.actor)
    await withSettings({}, (installation) => followRun(installation, planned.id))
    await expectTraces(operation, someOf(rows))
  })

  test('is refused where only dry runs are allowed, and its dry run changes nothing', async () => {
    const { run, refusal } = await withSettings({ TEST_DRY_RUN_ONLY: 'true' }, async (installation) => ({
      run: await performOn(installation, operation, { isDryRun: true }),
      refusal: await performOn(installation, operation, {}).catch((error: unknown) => error),
    }))
    expect(run.state).toBe('succeeded')
    expect(refusal).toMatchObject({ code: 'run.outside-test-mode' })
    await expectUnchanged(operation)
  })

  test('without a limit takes all that is left', async () => {
    const rows = await takenBy(operation)
    await withSettings({}, (installation) => performOn(installation, operation, {}))
    await expectTraces(operation, rows)
  })
})

test.each(['collections', 'ingest-job'] as const)('the one door refuses by itself, by %s', async (way) => {
  const [outside, inside] = someOf(await takenBy('verify'))
  const run = (await doclift.context.ports.tracking.listRuns({ limit: 1 })).items[0]
  const work = { batchId: '', runId: run?.id ?? '', operation: 'switch' as const, number: 1 }
  const held = {
    ...work,
    level: null,
    piece: null,
    fence: 1,
    actorId: doclift.actor.id,
    isCanary: false,
    isWithdrawn: false,
  }
  const { record_id: recordId = '', account_id: accountId = '' } = outside ?? {}
  const change = {
    recordId,
    accountId,
    expectedUrl: null,
    targetUrl: 'https://elsewhere.example',
    stateBefore: 'original' as const,
    restoresOwnUrl: false,
    systemModstamp: '2026-01-01T00:00:00.000Z',
  }
  before = await readTraces()
  const write = withSettings({ TEST_ACCOUNT_IDS: inside?.account_id ?? '' }, ({ context }) =>
    writeUrls(context, { held, changes: [change], readAt: new Date() }, way, AbortSignal.timeout(30_000)),
  )
  await expect(write).rejects.toMatchObject({ code: 'run.outside-test-mode', behaviour: 'fatal' })
  expect(await tracesSince()).toEqual({ changed: [], asked: [] })
})

test('what every limit leaves out is named with its reason, and the counts balance', async () => {
  const reasons = await rows<{ reason: string; total: string }>(
    `select distinct left_out_reason as reason from run_items where left_out_reason is not null`,
  )
  const wanted = ['beyond-limit', 'not-in-percentage', 'outside-test-mode', 'type-not-chosen']
  expect(reasons.map(({ reason }) => reason)).toEqual(expect.arrayContaining(wanted))
  const unbalanced = await rows(
    `select id from runs where operation = 'back_up' and scope ->> 'kind' = 'everything'
       and (select count(*) from run_items where run_id = runs.id) <> (select count(*) from file_records)`,
  )
  expect(unbalanced).toEqual([])
})

test('every run says in the audit log under which profile and test mode it was made', async () => {
  const details = await rows<{ profile: string; mode: string | null }>(
    `select distinct detail ->> 'profile' as profile, detail ->> 'testMode' as mode
     from audit_entries where action = 'run.created'`,
  )
  expect(new Set(details.map(({ profile }) => profile))).toEqual(new Set(['testing']))
  const modes = details.map(({ mode }) => mode)
  expect(modes).toEqual(expect.arrayContaining([null, 'Test mode: only 1 Account.', 'Test mode: dry runs only.']))
})

test('an analysis is refused in test mode, because it reads documents of every Account', async () => {
  const attempt = withSettings({ TEST_MOST_RECORDS: '5' }, (installation) => performOn(installation, 'analyse', {}))
  await expect(attempt).rejects.toMatchObject({ code: 'run.outside-test-mode' })
})

/** Plans and starts a run of some records with nobody at work, as if the settings changed before a worker came to it. */
async function startWithoutWorker(operation: Limitable, taken: readonly Row[]): Promise<Run> {
  const scope = { kind: 'records' as const, recordIds: idsOf(someOf(taken)) }
  const request = { operation, scope, isDryRun: false, limits: {} }
  const { run } = await createRun(doclift.context, request, doclift.actor)
  await buildPlan(doclift.context, run, AbortSignal.timeout(30_000))
  const planned = await doclift.context.ports.tracking.getRun(run.id)
  return await startRun(doclift.context, run.id, planned?.planHash ?? '', doclift.actor)
}

/** Some records of two Accounts. */
function someOf(taken: readonly Row[]): readonly Row[] {
  const first = firstOf(taken)
  const other = taken.find((row) => row.account_id !== first.account_id)
  return other ? [first, other] : [first]
}

/** Does something on an installation with a worker, over the org, ledger and bucket of `doclift` but with other settings. */
async function withSettings<Result>(
  changes: Record<string, string>,
  act: (installation: Installation) => Promise<Result>,
): Promise<Result> {
  const installation = await openInstallation(readConfig({ ...doclift.settings, ...changes }), silentLog)
  try {
    await installation.bind()
    return await withWorker(installation, act)
  } finally {
    await installation.close()
  }
}

async function withWorker<Result>(
  installation: Installation,
  act: (installation: Installation) => Promise<Result>,
): Promise<Result> {
  const worker = await startWorker(installation.context)
  try {
    return await act(installation)
  } finally {
    await worker.stop(5_000)
  }
}

async function performOn(installation: Installation, operation: Operation, asked: Asked): Promise<Run> {
  const { scope = { kind: 'everything' }, isDryRun = false, ...limits } = asked
  const { services } = installation
  const created = await services.planRun({ operation, scope, isDryRun, limits }, doclift.actor)
  const { run } = await followRun(installation, created.run.id)
  if (run.state !== 'planned') return run
  await services.approveRun(run.id, run.planHash ?? '', doclift.actor)
  return (await followRun(installation, run.id)).run
}

async function takenBy(operation: Limitable): Promise<Row[]> {
  return await rows<Row>(
    `select record_id, account_id, name, identifier from file_records
     where ${TAKES[operation]} order by account_id, record_id`,
  )
}

/** What was seen of each record, as texts that change with every act on it. */
interface Traces {
  /** In the org's journal and the listing of the bucket. */
  changed: Map<string, string>
  /** In the vendor's log of requests. */
  asked: Map<string, string>
}

async function readTraces(): Promise<Traces> {
  const objects = await objectsByRecord()
  const traces: Traces = { changed: new Map(), asked: new Map() }
  const read = async ({ record_id: id, identifier }: { record_id: string; identifier: string | null }) => {
    const writes = await doclift.sandbox.control.writesOf(id)
    traces.changed.set(id, JSON.stringify([writes, objects.get(id)]))
    const requests = identifier === null ? null : await doclift.sandbox.vendor.requestsOf(identifier)
    traces.asked.set(id, JSON.stringify(requests))
  }
  await Promise.all((await rows<Row>('select record_id, identifier from file_records')).map(read))
  return traces
}

/** Records with new traces since this was asked last. */
async function tracesSince(): Promise<Record<keyof Traces, string[]>> {
  const now = await readTraces()
  const differing = (where: keyof Traces) =>
    [...now[where]].filter(([id, seen]) => before[where].get(id) !== seen).map(([id]) => id)
  const since = { changed: differing('changed').toSorted(), asked: differing('asked').toSorted() }
  before = now
  return since
}

/** The operation left the traces that it leaves on these records, and none on any other. */
async function expectTraces(operation: Limitable, taken: readonly Row[]): Promise<void> {
  const since = await tracesSince()
  const ids = idsOf(taken)
  for (const where of ['changed', 'asked'] as const) {
    const expected = { all: ids, some: ids.filter((id) => since[where].includes(id)), none: [] }
    expect([where, since[where]]).toEqual([where, expected[TRACES[operation][where]]])
  }
}

/** A dry run leaves no trace; that of a switch runs its gate, which asks the vendor for some of the planned documents. */
async function expectUnchanged(operation: Limitable): Promise<void> {
  const { changed, asked } = await tracesSince()
  expect(changed).toEqual([])
  const planned = operation === 'switch' ? idsOf(await takenBy(operation)) : []
  expect(asked.filter((id) => !planned.includes(id))).toEqual([])
}

/** Every key of a document with how often it was written; what Doclift keeps for itself has no record. */
async function objectsByRecord(): Promise<Map<string, string[]>> {
  const objects = new Map<string, string[]>()
  for await (const { key } of doclift.context.ports.store.list('')) {
    const recordId = key.split('/').find((part) => /^a[0-9A-Za-z]{17}$/.test(part)) ?? ''
    const line = `${key} ${await doclift.sandbox.store.putsOf(key)}`
    objects.set(recordId, [...(objects.get(recordId) ?? []), line])
  }
  return objects
}

function idsOf(some: readonly Row[]): string[] {
  return some.map((row) => row.record_id).toSorted()
}

function firstOf(some: readonly Row[]): Row {
  const [first] = some
  if (first === undefined) throw new Error('The operation has no record left to take; the sandbox needs more.')
  return first
}

function rarestType(some: readonly Row[]): string {
  const counts = [...Map.groupBy(some, typeOf)].filter(([type]) => /^[0-9a-z]{2,4}$/.test(type))
  return counts.toSorted(([, one], [, other]) => one.length - other.length)[0]?.[0] ?? ''
}

async function rows<T = Record<string, unknown>>(sql: string): Promise<T[]> {
  return (await runSql(doclift.ownerUrl, sql)) as T[]
}
