import { expect, test } from 'vitest'
import { memoryServices } from '../memory-services.ts'
import { openApp } from '../requests.ts'

test('the process is healthy while it answers, and ready when all checks pass', async () => {
  const app = await openApp(memoryServices())
  expect((await app.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok' })
  expect((await app.inject({ url: '/readyz' })).json()).toEqual({
    status: 'ready',
    checks: [{ name: 'database', isOk: true }],
  })
  await app.close()
})

test('a service whose database is gone is healthy but not ready', async () => {
  const app = await openApp(memoryServices({ checkReadiness: async () => [{ name: 'database', isOk: false }] }))
  expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200)
  const answer = await app.inject({ url: '/readyz' })
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toMatchObject({ status: 'not-ready' })
  await app.close()
})
