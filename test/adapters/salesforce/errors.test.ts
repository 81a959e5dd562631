import { expect, test } from 'vitest'
import { cleanSentence, refusalOf } from '../../../server/adapters/salesforce/errors.ts'

const json = { 'content-type': 'application/json;charset=UTF-8' }
const html = { 'content-type': 'text/html; charset=utf-8' }

test.for([
  [401, 'INVALID_SESSION_ID', 'Session expired or invalid', 'salesforce.unauthorised', 'fatal'],
  [403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', 'salesforce.daily-limit', 'fatal'],
  [
    403,
    'REQUEST_LIMIT_EXCEEDED',
    'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
    'salesforce.concurrent-limit',
    'transient',
  ],
  [400, 'QUERY_TIMEOUT', 'Your query request was running for too long.', 'salesforce.query-timeout', 'fatal'],
  [503, 'SERVER_UNAVAILABLE', 'Server too busy', 'salesforce.unavailable', 'transient'],
  [500, 'UNKNOWN_EXCEPTION', 'ErrorId: 1234-5678', 'salesforce.unknown-exception', 'transient'],
  [400, 'MALFORMED_QUERY', 'unexpected token', 'salesforce.bad-request', 'fatal'],
  [404, 'NOT_FOUND', 'The requested resource does not exist', 'salesforce.bad-request', 'fatal'],
  [409, 'API_ERROR', 'different API version', 'salesforce.bad-request', 'fatal'],
] as const)('%i %s "%s" means %s', ([status, errorCode, message, code, behaviour]) => {
  const error = refusalOf({ status, headers: json, body: JSON.stringify([{ errorCode, message }]) })
  expect(error).toMatchObject({ code, behaviour, facts: { status, errorCode } })
  expect(error.message).toContain(message.replace(/\.$/, ''))
})

test.for([
  [404, 'salesforce.unexpected-page'],
  [503, 'salesforce.unavailable'],
  [200, 'salesforce.unavailable'],
] as const)('an HTML page with status %i is named, not parsed', ([status, code]) => {
  const error = refusalOf({ status, headers: html, body: '[{"errorCode":"REQUEST_LIMIT_EXCEEDED"}]' })
  expect(error).toMatchObject({ code })
  expect(error.message).toContain('an HTML page')
})

test.for(['', 'null', '[]', '"text"', '{', '[{"errorCode":7}]'])(
  'a refusal whose JSON is %j is still an error',
  (body) => {
    expect(refusalOf({ status: 400, headers: json, body })).toMatchObject({ code: 'salesforce.bad-request' })
  },
)

test('words of the org lose query strings, session ids and control characters, but keep their lines', () => {
  const words = 'Bad URL https://b.example/k?X-Amz-Signature=abc&y=1 for 00DMx0000000001!AQ.x_y-z\u0007\n  ^\nERROR'
  expect(cleanSentence(words)).toBe('Bad URL https://b.example/k?… for [session id] \n  ^\nERROR')
})

test('words of the org are cut at a thousand characters', () => {
  expect(cleanSentence('a'.repeat(5000))).toHaveLength(1001)
})
