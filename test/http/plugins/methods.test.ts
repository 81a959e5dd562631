import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../../server/http/app.ts'
import { memoryServices, RECORD_ID } from '../memory-services.ts'
import { openApp } from '../requests.ts'

let app: App
beforeAll(async () => {
  app = await openApp(memoryServices())
  await app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => app.close())

/** As it goes over the line, so that every method can be tried. */
function request(method: string, path: string): Promise<string> {
  const { port } = app.server.address() as AddressInfo
  const socket = connect(port, '127.0.0.1')
  socket.end(`${method} ${path} HTTP/1.1\r\nHost: doclift\r\nConnection: close\r\n\r\n`)
  return Array.fromAsync(socket, String).then((parts) => parts.join(''))
}

test.each([
  ['POST', '/v1/overview', 'GET'],
  ['HEAD', '/v1/overview', 'GET'],
  ['DELETE', '/v1/runs', 'GET, POST'],
  ['OPTIONS', '/v1/runs?limit=1', 'GET, POST'],
  ['PUT', `/v1/records/${RECORD_ID}/rollback`, 'POST'],
  ['PROPFIND', '/healthz', 'GET'],
  ['PATCH', '/openapi.json', 'GET'],
  ['POST', '/docs', 'GET'],
])('%s %s is told that only %s is known there', async (method, path, allowed) => {
  const answer = await request(method, path)
  expect(answer).toMatch(/^HTTP\/1\.1 405 /)
  expect(answer).toContain(`allow: ${allowed}\r\n`)
  expect(answer).toContain('content-type: application/problem+json')
  if (method !== 'HEAD') expect(answer).toContain('"code":"api.method-not-allowed"')
})

test('an address where nothing is stays 404 for every method', async () => {
  for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
    for (const path of ['/v1/nothing', '/v1/runs/a/b/c', '/V1/runs', '/v1/runs.json']) {
      expect([method, path, (await request(method, path)).slice(9, 12)]).toEqual([method, path, '404'])
    }
  }
})
