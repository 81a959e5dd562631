import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../../server/http/app.ts'
import { buildRun, memoryServices } from '../memory-services.ts'
import { as, openApp } from '../requests.ts'

const services = memoryServices()
const run = buildRun()
services.runs.push(run)
let app: App
beforeAll(async () => {
  app = await openApp(services)
})
afterAll(() => app.close())

function getRun(headers: Record<string, string> = {}) {
  return app.inject({ url: `/v1/runs/${run.id}`, headers: { ...as('viewer'), ...headers } })
}

test('a resource that did not change is answered with 304 and no body', async () => {
  const { headers } = await getRun()
  const etag = String(headers.etag)
  expect(etag).toMatch(/^"[^"]+"$/)
  for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const answer = await getRun({ 'if-none-match': condition })
    expect([condition, answer.statusCode, answer.body]).toEqual([condition, 304, ''])
    expect(answer.headers.etag).toBe(etag)
  }
})

test('a resource that changed is answered anew with another ETag', async () => {
  const { headers } = await getRun()
  Object.assign(run, { state: 'running' })
  const answer = await getRun({ 'if-none-match': String(headers.etag) })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers.etag).not.toBe(headers.etag)
})

test('a problem has no ETag', async () => {
  const answer = await app.inject({ url: '/v1/records/a01000000000009AAA', headers: as('viewer') })
  expect(answer.statusCode).toBe(404)
  expect(answer.headers.etag).toBeUndefined()
})
