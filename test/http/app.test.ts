import { expect, test } from 'vitest'
import { memoryServices, TOKENS } from './memory-services.ts'
import { as, bearer, openApp } from './requests.ts'

test('the API answers over a real socket', async () => {
  const app = await openApp(memoryServices())
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const answer = await fetch(`${address}/v1/records?limit=1`, { headers: as('viewer') })
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ items: [{ name: 'Contract.pdf' }], nextCursor: null })
  await app.close()
})

test('every answer forbids guessing, framing and caching', async () => {
  const app = await openApp(memoryServices())
  for (const url of ['/v1/overview', '/v1/nothing', '/healthz']) {
    const { headers } = await app.inject({ url })
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    expect(headers['access-control-allow-origin']).toBeUndefined()
  }
  await app.close()
})

test('a request keeps its own id when that is harmless, and gets a new one otherwise', async () => {
  const app = await openApp(memoryServices())
  const idOf = async (id: string) =>
    (await app.inject({ url: '/healthz', headers: { 'x-request-id': id } })).headers['x-request-id']
  expect(await idOf('trace-42')).toBe('trace-42')
  for (const hostile of ['a b', 'x'.repeat(65), '"quoted"']) expect(await idOf(hostile)).toMatch(/^[0-9a-f-]{36}$/)
  await app.close()
})

test('a token is never logged', async () => {
  const lines: string[] = []
  const app = await openApp(memoryServices(), { write: (line) => lines.push(line) })
  await app.inject({ url: '/v1/overview', headers: bearer(TOKENS.viewer) })
  await app.inject({ url: '/v1/overview', headers: bearer('doclift_wrong-secret') })
  app.log.info({ headers: { authorization: 'Bearer doclift_leak' }, token: 'doclift_leak' }, 'careless')
  await app.close()
  expect(lines.length).toBeGreaterThan(3)
  expect(lines.join('')).not.toMatch(/doclift_(viewer|wrong-secret|leak)/)
})
