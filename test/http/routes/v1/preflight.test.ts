import { afterAll, beforeAll, expect, test } from 'vitest'
import { PermanentError } from '../../../../server/domain/errors.ts'
import type { App } from '../../../../server/http/app.ts'
import { memoryServices, PREFLIGHT } from '../../memory-services.ts'
import { as, openApp } from '../../requests.ts'

const memory = memoryServices()
let app: App
beforeAll(async () => {
  app = await openApp(memory)
})
afterAll(() => app.close())

const make = (role: 'viewer' | 'operator', payload: object) =>
  app.inject({ method: 'POST', url: '/v1/preflight', headers: { ...as(role), 'idempotency-key': 'k-1' }, payload })

test('every viewer reads the newest look at the org', async () => {
  const answer = await app.inject({ url: '/v1/preflight', headers: as('viewer') })
  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toEqual(PREFLIGHT)
})

test('an operator makes one, with the count of the org when somebody counted', async () => {
  const answer = await make('operator', { countInOrg: 12 })
  expect(answer.statusCode).toBe(201)
  expect(answer.headers.location).toBe('/v1/preflight')
  expect(answer.json().automation).toBe('counted 12')
  expect(memory.bindings.at(-1)).toMatchObject({ key: 'k-1', route: 'POST /v1/preflight' })
  expect((await make('operator', {})).json().automation).toBe('counted null')
})

test('a viewer makes none, and a count below zero is refused', async () => {
  expect((await make('viewer', {})).json().code).toBe('api.forbidden')
  expect((await make('operator', { countInOrg: -1 })).json().code).toBe('api.invalid-request')
})

test('before the first look the answer says how to make one', async () => {
  const preflight = {
    ...memory.preflight,
    newest: () => Promise.reject(new PermanentError('preflight.none', 'Nobody has looked yet.')),
  }
  const bare = await openApp({ ...memory, preflight })
  const answer = await bare.inject({ url: '/v1/preflight', headers: as('viewer') })
  expect([answer.statusCode, answer.json().code]).toEqual([404, 'preflight.none'])
  await bare.close()
})
