import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PermanentError } from '../../../../server/domain/errors.ts'
import type { App } from '../../../../server/http/app.ts'
import type { FailureSelection } from '../../../../server/operations/failures/retry-failures.ts'
import { buildFailureGroup, buildRunFailureGroup } from '../../memory-diagnostics.ts'
import { buildRun, type MemoryServices, memoryServices } from '../../memory-services.ts'
import { as, openApp, post } from '../../requests.ts'

const selections: FailureSelection[] = []
const run = buildRun({ operation: 'back_up', scope: { kind: 'failures', codes: ['source.missing'] } })
let app: App
let services: MemoryServices
beforeAll(async () => {
  services = memoryServices({
    failures: {
      readFailures: async () => [buildFailureGroup()],
      readRunFailures: async (runId) => (runId === run.id ? [buildRunFailureGroup()] : []),
      retryFailures: async (selection) => {
        selections.push(selection)
        if ('class' in selection && selection.class !== 'copy') {
          throw new PermanentError('failures.needs-approval', 'A switch must be planned and approved.')
        }
        if ('code' in selection && selection.code === 'source.gone') {
          throw new PermanentError('failures.not-found', 'No record has failed so.')
        }
        return { run, isNew: true }
      },
    },
  })
  app = await openApp(services)
})
afterAll(() => app.close())

const retry = (body: object, headers = as('operator', 'k')) => app.inject(post('/v1/failures/retry', headers, body))

test('groups of failures are told to every viewer, with all they hold', async () => {
  const answer = await app.inject({ url: '/v1/failures', headers: as('viewer') })
  expect([answer.statusCode, answer.json()]).toEqual([200, { items: [buildFailureGroup()] }])
})

test('the groups of one run are told to every viewer, and those of an unknown run are 404', async () => {
  services.runs.push(run)
  const answer = await app.inject({ url: `/v1/runs/${run.id}/failures`, headers: as('viewer') })
  expect([answer.statusCode, answer.json()]).toEqual([200, { items: [buildRunFailureGroup()] }])
  const unknown = `/v1/runs/${randomUUID()}/failures`
  expect((await app.inject({ url: unknown, headers: as('viewer') })).json()).toMatchObject({ code: 'run.not-found' })
})

describe('trying failures again', () => {
  test('is a run, for an operator, by code or by class', async () => {
    for (const body of [{ code: 'source.missing' }, { class: 'copy' }]) {
      const answer = await retry(body)
      expect(answer.statusCode).toBe(202)
      expect(answer.headers.location).toBe(`/v1/runs/${run.id}`)
      expect(answer.json()).toMatchObject({ id: run.id, scope: { kind: 'failures', codes: ['source.missing'] } })
      expect(selections.at(-1)).toEqual(body)
    }
    expect((await retry({ class: 'copy' }, as('viewer', 'k'))).statusCode).toBe(403)
  })

  test('of a switch is 409, and of a group that is empty 404', async () => {
    expect((await retry({ class: 'switch' })).json()).toMatchObject({ status: 409, code: 'failures.needs-approval' })
    expect((await retry({ code: 'source.gone' })).json()).toMatchObject({ status: 404, code: 'failures.not-found' })
  })

  test.each([
    [{}],
    [{ code: 'source.missing', class: 'copy' }],
    [{ class: 'move' }],
    [{ code: 'a b' }],
    [{ code: '' }],
  ])('is refused for the body %j', async (body) => {
    const before = selections.length
    expect((await retry(body)).statusCode).toBe(400)
    expect(selections).toHaveLength(before)
  })

  test('is refused without an Idempotency-Key', async () => {
    expect((await retry({ class: 'copy' }, as('operator'))).statusCode).toBe(400)
  })
})

test('a scope of failures is planned like any other, and its codes are each taken once', async () => {
  const services = memoryServices()
  const other = await openApp(services)
  const scope = { kind: 'failures', codes: ['source.missing', 's3.refused', 'source.missing'] }
  const body = { operation: 'back_up', scope, dryRun: true }
  expect((await other.inject(post('/v1/runs', as('operator', 'k'), body))).statusCode).toBe(202)
  expect(services.requests[0]?.scope).toEqual({ kind: 'failures', codes: ['source.missing', 's3.refused'] })
  for (const codes of [[], ['not a code']]) {
    const wrong = { operation: 'back_up', scope: { kind: 'failures', codes } }
    expect((await other.inject(post('/v1/runs', as('operator', 'w'), wrong))).statusCode).toBe(400)
  }
  await other.close()
})
