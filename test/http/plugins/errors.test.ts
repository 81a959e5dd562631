import { describe, expect, test } from 'vitest'
import { PermanentError, TransientError } from '../../../server/domain/errors.ts'
import type { Services } from '../../../server/operations/services.ts'
import { buildRun, gateRefused, memoryServices, PLAN_HASH, REFUSED_GATE } from '../memory-services.ts'
import { as, openApp, post } from '../requests.ts'

/** Approves a run with services that fail in the given way. */
async function approveWith(overrides: Partial<Services>) {
  const services = memoryServices(overrides)
  const run = buildRun()
  services.runs.push(run)
  const app = await openApp(services)
  const answer = await app.inject(post(`/v1/runs/${run.id}/approve`, as('approver', 'k'), { planHash: PLAN_HASH }))
  await app.close()
  return answer
}

function failing(error: Error): Partial<Services> {
  return { approveRun: () => Promise.reject(error) }
}

describe('a problem', () => {
  test('is answered as problem+json with a stable code, the path and the request id', async () => {
    const answer = await approveWith(failing(new PermanentError('run.plan-changed', 'The plan is another one.')))
    expect(answer.statusCode).toBe(409)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json()).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'The plan is another one.',
      code: 'run.plan-changed',
      instance: expect.stringMatching(/^\/v1\/runs\/.*\/approve$/),
      requestId: answer.headers['x-request-id'],
    })
  })

  test('of records that another run owns names that run', async () => {
    const facts = { ownerRunId: 'r1', ownerNumber: 14, records: 3 }
    const answer = await approveWith(
      failing(new PermanentError('run.records-owned', 'Run 14 owns 3 of them.', { facts })),
    )
    expect(answer.statusCode).toBe(409)
    expect(answer.json()).toMatchObject({ code: 'run.records-owned', ownerRunId: 'r1', ownerNumber: 14 })
  })

  test('of a gate has all its lines', async () => {
    const answer = await approveWith({ ...failing(gateRefused()), gateOf: async () => REFUSED_GATE })
    expect(answer.statusCode).toBe(409)
    expect(answer.json()).toMatchObject({ code: 'gate.refused', gate: REFUSED_GATE })
  })

  test('that will pass says when to try again', async () => {
    const error = new TransientError('database.unavailable', 'The database does not answer.', { retryAfterMs: 1_200 })
    const answer = await approveWith(failing(error))
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('2')
    expect(answer.json()).toMatchObject({ code: 'database.unavailable' })
  })

  test('of a state that passes by itself says when to try again, and no other does', async () => {
    const passing = new PermanentError('rollback.being-checked', 'It is being checked.', { retryAfterMs: 59_001 })
    const answer = await approveWith(failing(passing))
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([409, '60'])
    const staying = await approveWith(failing(new PermanentError('run.plan-changed', 'The plan is another one.')))
    expect([staying.statusCode, staying.headers['retry-after']]).toEqual([409, undefined])
  })

  test('of a reused Idempotency-Key is 422', async () => {
    const answer = await approveWith(failing(new PermanentError('api.idempotency-reused', 'Used for another request.')))
    expect(answer.statusCode).toBe(422)
  })

  test('that nobody expected shows none of its words', async () => {
    for (const error of [new Error('password=hunter2'), new PermanentError('s3.odd', 'password=hunter2')]) {
      const answer = await approveWith(failing(error))
      expect(answer.statusCode).toBe(500)
      expect(answer.body).not.toContain('hunter2')
      expect(answer.json()).toMatchObject({ code: 'internal.unexpected' })
    }
  })
})

describe('a request that cannot be understood', () => {
  async function planWith(payload: object | string, headers: Record<string, string> = {}) {
    const services = memoryServices()
    const app = await openApp(services)
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/runs',
      headers: { ...as('operator', 'k'), 'content-type': 'application/json', ...headers },
      payload,
    })
    await app.close()
    expect(services.requests).toEqual([])
    return answer
  }
  const scope = { kind: 'everything' }

  test.each([
    ['an unknown operation', { operation: 'delete', scope }, '/body/operation', 'must be one of'],
    ['an unknown member', { operation: 'verify', scope, force: true }, '/body/force', 'is not known here'],
    ['a null where true or false belongs', { operation: 'verify', scope, dryRun: null }, '/body/dryRun', 'boolean'],
    [
      'a text where a number belongs',
      { operation: 'verify', scope, limits: { firstRecords: '5' } },
      '/body/limits/firstRecords',
      'integer',
    ],
    [
      'an unknown level',
      { operation: 'verify', scope, verification: { level: 'deep' } },
      '/body/verification/level',
      'must be one of',
    ],
    [
      'a sample of no share',
      { operation: 'verify', scope, verification: { sample: { percentage: 0 } } },
      '/body/verification/sample/percentage',
      '0.001',
    ],
    [
      'a sample of more than everything',
      { operation: 'verify', scope, verification: { sample: { percentage: 101 } } },
      '/body/verification/sample/percentage',
      '100',
    ],
    [
      'a sample of no records',
      { operation: 'verify', scope, verification: { sample: { records: 0 } } },
      '/body/verification/sample/records',
      '1',
    ],
    [
      'a sample without a size',
      { operation: 'verify', scope, verification: { sample: {} } },
      '/body/verification/sample',
      '',
    ],
    [
      'a sample of two sizes',
      { operation: 'verify', scope, verification: { sample: { percentage: 1, records: 1 } } },
      '/body/verification/sample',
      '',
    ],
    ['an unknown scope', { operation: 'verify', scope: { kind: 'all' } }, '/body/scope', 'must be one of the forms'],
    [
      'a wrong id',
      { operation: 'verify', scope: { kind: 'records', recordIds: ['a01000000000001AAB'] } },
      '/body/scope/recordIds/0',
      'Salesforce id',
    ],
  ])('says where %s stands', async (_what, payload, pointer, detail) => {
    const answer = await planWith(payload)
    expect(answer.statusCode).toBe(400)
    const { errors } = answer.json<{ errors: unknown[] }>()
    expect(errors).toContainEqual({ pointer, detail: expect.stringContaining(detail) })
  })

  test('is told when its body is not JSON, of another type or too large', async () => {
    expect((await planWith('{"operation":')).statusCode).toBe(400)
    expect((await planWith('operation=verify', { 'content-type': 'text/plain' })).statusCode).toBe(415)
    expect((await planWith({ padding: 'x'.repeat(1024 * 1024) })).statusCode).toBe(413)
  })

  test('is told that an address does not exist or is badly encoded', async () => {
    const app = await openApp(memoryServices())
    expect((await app.inject({ url: '/v1/nothing' })).json()).toMatchObject({ status: 404, code: 'api.not-found' })
    expect((await app.inject({ url: '/v1/runs/%zz' })).json()).toMatchObject({
      status: 400,
      code: 'api.invalid-request',
    })
    await app.close()
  })

  test('has the headers of every answer also when its address could not be read', async () => {
    const app = await openApp(memoryServices())
    const { headers } = await app.inject({ url: '/v1/runs/%zz', headers: { 'x-request-id': 'trace-42' } })
    expect(headers).toMatchObject({ 'x-request-id': 'trace-42', 'x-content-type-options': 'nosniff' })
    await app.close()
  })

  test('is told what is wrong with a part of its address, however long that is', async () => {
    const app = await openApp(memoryServices())
    const answer = await app.inject({ url: `/v1/runs/${'x'.repeat(8_000)}`, headers: as('viewer') })
    expect(answer.json()).toMatchObject({ status: 400, errors: [{ pointer: '/params/id' }] })
    await app.close()
  })
})
