import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { REFUSALS, ruleFor } from '../../server/adapters/salesforce/refusals.ts'
import { hasOwnAdvice } from '../../server/domain/failure/advice.ts'
import type { Fault } from '../sandbox/org/faults.ts'
import { openTestInstallation, silentLog, type TestInstallation } from '../support/installation.ts'

/** Every line of the table of refusals (salesforce-platform.md 1.6): how a run or record stands, and what an admin reads. */

let doclift: TestInstallation
/** Not used up by any test yet. */
let recordIds: string[]
const warnings: { sentence: string; code: unknown }[] = []

beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: 120 },
    settings: { COLLECTIONS_UP_TO: '13' },
    log: { ...silentLog, warn: (sentence, facts) => void warnings.push({ sentence, code: facts?.code }) },
  })
  await doclift.perform('inventory')
  await doclift.perform('back_up')
  const { items } = await doclift.context.ports.tracking.listRecords({ limit: 50, state: 'verified' })
  recordIds = items.map((item) => item.recordId)
})
afterEach(() => doclift.sandbox.control.clearFaults())
afterAll(() => doclift.dispose())

const limits = { pathPrefix: '/services/data/v67.0/limits' }
const ofLimits = (status: number, errorCode: string, message = 'No.'): Fault => {
  return { name: 'request-refused', status, errorCode, message, ...limits, share: 1 }
}

const passing: Fault[] = [
  { name: 'invalid-session', times: 1 },
  { name: 'concurrent-requests-exceeded', times: 2 },
  { name: 'query-timeout', times: 3 },
  { name: 'server-unavailable', times: 2 },
  { name: 'server-unavailable', share: 0.2 },
  { name: 'unknown-exception', times: 2 },
  { name: 'request-refused', status: 429, errorCode: 'BUSY', message: 'Later.', times: 1 },
  { name: 'request-refused', status: 408, errorCode: 'SLOW', message: 'Later.', times: 1 },
  { name: 'http-503-html', pathPrefix: '/services/data', times: 1 },
  { name: 'http-404-html', pathPrefix: '/services/data', times: 2 },
]

test.for(passing.map((fault) => ({ named: JSON.stringify(fault), fault })))(
  'a look for changes that met $named ends well',
  async ({ fault }) => {
    await doclift.sandbox.control.fault(fault)
    expect((await doclift.perform('catch_up')).run).toMatchObject({ state: 'succeeded', stopCode: null })
  },
)

const lasting: { fault: Fault; code: string; sentence: string }[] = [
  {
    fault: { name: 'invalid-session', share: 1 },
    code: 'salesforce.unauthorised',
    sentence: 'integration user is active',
  },
  {
    fault: { name: 'unknown-exception', ...limits, share: 1 },
    code: 'salesforce.unknown-exception',
    sentence: '1234567890-12345',
  },
  { fault: ofLimits(410, 'GONE'), code: 'salesforce.api-version', sentence: 'Set SALESFORCE_API_VERSION' },
  { fault: ofLimits(400, 'InvalidVersion'), code: 'salesforce.api-version', sentence: 'Set SALESFORCE_API_VERSION' },
  {
    fault: ofLimits(404, 'UNSUPPORTED_API_VERSION'),
    code: 'salesforce.api-version',
    sentence: 'Set SALESFORCE_API_VERSION',
  },
  { fault: ofLimits(400, 'MALFORMED_QUERY'), code: 'salesforce.bad-request', sentence: 'MALFORMED_QUERY: No' },
  { fault: ofLimits(400, 'INVALID_FIELD'), code: 'salesforce.bad-request', sentence: 'object and field names' },
  { fault: ofLimits(400, 'INVALID_TYPE'), code: 'salesforce.bad-request', sentence: 'object and field names' },
  { fault: ofLimits(404, 'NOT_FOUND'), code: 'salesforce.bad-request', sentence: '404 NOT_FOUND' },
  { fault: ofLimits(409, 'API_VERSION_MISMATCH'), code: 'salesforce.bad-request', sentence: 'No setting mends that' },
  { fault: ofLimits(412, 'PRECONDITION_FAILED'), code: 'salesforce.bad-request', sentence: '412 PRECONDITION_FAILED' },
  {
    fault: {
      ...ofLimits(403, 'API_DISABLED_FOR_ORG'),
      // The limits themselves may be hidden from a user, which stops nothing.
      pathPrefix: '/services/data/v67.0/sobjects',
    } as Fault,
    code: 'salesforce.bad-request',
    sentence: 'does not let the integration user do this (403 API_DISABLED_FOR_ORG: No)',
  },
  {
    fault: { name: 'http-404-html', ...limits, share: 1 },
    code: 'salesforce.unexpected-page',
    sentence: '404 NO_ERROR_CODE: the answer was an HTML page',
  },
]

test.for(lasting.map((row) => ({ named: JSON.stringify(row.fault), ...row })))(
  'a look for changes that goes on meeting $named is stopped with the reason and can be resumed',
  async ({ fault, code, sentence }) => {
    await doclift.sandbox.control.fault(fault)
    const { run } = await doclift.perform('catch_up')
    expect(run).toMatchObject({ state: 'halted', stopCode: code, stopSentence: expect.stringContaining(sentence) })
    await doclift.sandbox.control.clearFaults()
    await doclift.services.resumeRun(run.id, doclift.actor)
    expect((await doclift.follow(run.id)).run.state).toBe('succeeded')
  },
)

test('a login that the org refuses, in the shape of OAuth, stops the run in the words of the org', async () => {
  const login = { pathPrefix: '/services/oauth2/token', share: 1 }
  const message = "user hasn't approved this consumer"
  await doclift.sandbox.control.fault({
    name: 'request-refused',
    status: 400,
    errorCode: 'invalid_grant',
    message,
    ...login,
  })
  await doclift.sandbox.control.expireTokens()
  const { run } = await doclift.perform('catch_up')
  expect(run).toMatchObject({ state: 'halted', stopCode: 'salesforce.unauthorised' })
  expect(run.stopSentence).toBe(
    `Salesforce refused the login (400 invalid_grant: ${message}). Check login URL, client id, client secret and the user the app runs as.`,
  )
  await doclift.sandbox.control.clearFaults()
  await doclift.services.resumeRun(run.id, doclift.actor)
  expect((await doclift.follow(run.id)).run.state).toBe('succeeded')
})

test('a crowd of requests that lasts keeps the run at work, and the log says why', async () => {
  await doclift.sandbox.control.fault({ name: 'concurrent-requests-exceeded', share: 1 })
  const request = {
    operation: 'catch_up' as const,
    scope: { kind: 'everything' as const },
    isDryRun: false,
    limits: {},
  }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  warnings.length = 0
  await expect
    .poll(() => warnings.map(({ code }) => code), { timeout: 60_000 })
    .toContain('salesforce.concurrent-limit')
  expect(warnings[0]?.sentence).toContain('too many long requests running at once')
  expect(await doclift.context.ports.tracking.getRun(run.id)).toMatchObject({ state: 'running', stopCode: null })
  await doclift.sandbox.control.clearFaults()
  expect((await doclift.follow(run.id)).run).toMatchObject({ state: 'succeeded', stopCode: null })
})

test('a query that the org gives up on whatever its size stops a switch before its write, with the reason', async () => {
  const scope = { kind: 'records' as const, recordIds: recordIds.splice(0, 2) }
  const { run } = await doclift.perform('switch', { scope })
  await doclift.sandbox.control.fault({ name: 'query-timeout', share: 1 })
  const stopped = await doclift.approve(run.id)
  expect(stopped.run).toMatchObject({ state: 'halted', stopCode: 'salesforce.query-timeout' })
  expect(stopped.run.stopSentence).toContain('took too long')
  expect(await Promise.all(scope.recordIds.map((id) => doclift.sandbox.control.writesOf(id)))).toEqual([[], []])
  await doclift.sandbox.control.clearFaults()
  await doclift.services.resumeRun(run.id, doclift.actor)
  expect((await doclift.follow(run.id)).counts.outcomes.done).toBe(2)
})

const rowsForGood = [
  'ENTITY_IS_DELETED',
  'MALFORMED_ID',
  'INVALID_CROSS_REFERENCE_KEY',
  'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  'STRING_TOO_LONG',
  'INVALID_FIELD_FOR_INSERT_UPDATE',
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
  'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
]
const lockInTrigger =
  'Notify: execution of BeforeUpdate caused by: UNABLE_TO_LOCK_ROW, unable to obtain exclusive access'
const rowsToTryAgain = [
  { statusCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record' },
  { statusCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message: lockInTrigger },
]

const BY_THE_ORG = 100_000

test.each([
  { way: 'Collections', lasting: rowsToTryAgain, others: 0 },
  // A lock that lasts takes a job through the same steps in the end.
  { way: 'an ingest job', lasting: [], others: 3 },
])(
  'rows of $way: a passing lock is tried again, a lasting one fails the record, all else is refused in the words of the org',
  async ({ lasting, others }) => {
    const rows = [
      ...rowsForGood.map((statusCode) => ({ statusCode, message: `Because of ${statusCode}.`, times: BY_THE_ORG })),
      ...lasting.map((row) => ({ ...row, times: BY_THE_ORG })),
      ...rowsToTryAgain.map((row) => ({ ...row, times: 2 })),
    ].map((row) => ({ ...row, recordIds: recordIds.splice(0, 1) }))
    for (const row of rows) await doclift.sandbox.control.fault({ name: 'row-refused', ...row })
    const ids = [...rows.flatMap((row) => row.recordIds), ...recordIds.splice(0, others)]
    const { run } = await doclift.perform('switch', { scope: { kind: 'records', recordIds: ids } })
    const { counts } = await doclift.approve(run.id)
    const done = rowsToTryAgain.length + others
    expect(counts.outcomes).toMatchObject({ done, refused: rowsForGood.length, failed: lasting.length })

    const { items } = await doclift.context.ports.tracking.listRunItems(run.id, { limit: 50 })
    for (const [at, row] of rows.entries()) {
      const item = items.find(({ recordId }) => recordId === row.recordIds[0])
      const record = await doclift.context.ports.tracking.getRecord(row.recordIds[0] ?? '')
      const told = { code: row.statusCode, sentence: expect.stringContaining(row.message) }
      const isForGood = at < rowsForGood.length
      if (row.times === 2) expect([item?.outcome, record?.state]).toEqual(['done', 'confirmed'])
      else expect(item).toMatchObject({ outcome: isForGood ? 'refused' : 'failed', ...told })
      if (row.times !== 2) expect(record?.state).toBe(isForGood ? 'refused' : 'verified')
    }
  },
)

test('each of these codes has words and advice of its own for whoever looks at what failed', () => {
  const codes = [...rowsForGood, ...rowsToTryAgain.map(({ statusCode }) => statusCode)]
  expect(codes.filter((code) => !hasOwnAdvice(code))).toEqual([])
})

test('every line of the table is met by one of the cases above or by the daily limit', () => {
  const daily = { status: 403, errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }
  const met = [
    ...[...passing, ...lasting.map(({ fault }) => fault)].map(answerOf).concat(daily).map(ofRequest),
    ...rowsForGood.map((errorCode) => ruleFor({ where: 'row', status: 200, errorCode, message: 'No.' })),
    ...rowsToTryAgain.map((row) => ruleFor({ where: 'row', status: 200, errorCode: row.statusCode, ...row })),
    ofRequest({ status: 200, errorCode: 'NO_ERROR_CODE', message: 'an HTML page' }),
  ]
  expect(new Set(met)).toEqual(new Set(REFUSALS))
})

const ANSWERS = {
  'invalid-session': { status: 401, errorCode: 'INVALID_SESSION_ID', message: '' },
  'concurrent-requests-exceeded': { status: 403, errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'ConcurrentRequests' },
  'query-timeout': { status: 400, errorCode: 'QUERY_TIMEOUT', message: '' },
  'server-unavailable': { status: 503, errorCode: 'SERVER_UNAVAILABLE', message: '' },
  'unknown-exception': { status: 500, errorCode: 'UNKNOWN_EXCEPTION', message: '' },
  'http-503-html': { status: 503, errorCode: 'NO_ERROR_CODE', message: '' },
  'http-404-html': { status: 404, errorCode: 'NO_ERROR_CODE', message: 'the answer was an HTML page' },
}

interface Answer {
  status: number
  errorCode: string
  message: string
}

function answerOf(fault: Fault): Answer {
  return fault.name === 'request-refused' ? fault : ANSWERS[fault.name as keyof typeof ANSWERS]
}

function ofRequest(answer: Answer) {
  return ruleFor({ where: 'request', ...answer })
}
