import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { REFUSALS, ruleFor } from '../../server/adapters/salesforce/refusals.ts'
import type { Fault } from '../sandbox/org/faults.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

let doclift: TestInstallation
let recordIds: string[]

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 120 } })
  await doclift.perform('inventory')
  await doclift.perform('back_up')
  const { items } = await doclift.context.ports.tracking.listRecords({ limit: 30, state: 'verified' })
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
  { fault: ofLimits(400, 'MALFORMED_QUERY'), code: 'salesforce.bad-request', sentence: 'MALFORMED_QUERY: No' },
  { fault: ofLimits(400, 'INVALID_FIELD'), code: 'salesforce.bad-request', sentence: 'object and field names' },
  { fault: ofLimits(404, 'NOT_FOUND'), code: 'salesforce.bad-request', sentence: '404 NOT_FOUND' },
  { fault: ofLimits(409, 'API_ERROR'), code: 'salesforce.bad-request', sentence: '409 API_ERROR' },
  { fault: ofLimits(412, 'PRECONDITION_FAILED'), code: 'salesforce.bad-request', sentence: '412 PRECONDITION_FAILED' },
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

test('a query that the org gives up on whatever its size stops a switch before its write, with the reason', async () => {
  const scope = { kind: 'records' as const, recordIds: recordIds.slice(28) }
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

test('of the rows of a switch, those that met a lock are tried again and the others are refused in the words of the org', async () => {
  const { control } = doclift.sandbox
  const faults = [
    ...rowsForGood.map((statusCode) => ({ statusCode, message: `Because of ${statusCode}.`, times: 100 })),
    ...rowsToTryAgain.map((row) => ({ ...row, times: 2 })),
  ].map((fault, index) => ({ name: 'row-refused' as const, recordIds: [recordIds[index] ?? ''], ...fault }))
  for (const fault of faults) await control.fault(fault)
  const { run } = await doclift.perform('switch', {
    scope: { kind: 'records', recordIds: recordIds.slice(0, faults.length) },
  })
  const { counts } = await doclift.approve(run.id)
  expect(counts.outcomes).toMatchObject({ done: rowsToTryAgain.length, refused: rowsForGood.length, in_doubt: 0 })
  const { items } = await doclift.context.ports.tracking.listRunItems(run.id, { limit: 50, outcome: 'refused' })
  const told = new Map(items.map((item) => [item.recordId, item]))
  for (const {
    recordIds: [recordId = ''],
    statusCode,
    message,
    times,
  } of faults) {
    if (times === 2) expect(told.has(recordId)).toBe(false)
    else expect(told.get(recordId)).toMatchObject({ code: statusCode, sentence: expect.stringContaining(message) })
  }
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
