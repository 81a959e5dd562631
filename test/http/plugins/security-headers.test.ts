import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { buildApp } from '../../../server/http/app.ts'
import { memoryServices } from '../memory-services.ts'
import { as, openApp } from '../requests.ts'

test('a preflight of another origin gets no permission, with any method and on any route', async () => {
  const app = await openApp(memoryServices())
  for (const url of ['/v1/overview', '/v1/runs', '/healthz', '/v1/nothing']) {
    const { statusCode, headers } = await app.inject({
      method: 'OPTIONS',
      url,
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    })
    expect(statusCode).toBeGreaterThanOrEqual(400)
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
  }
  await app.close()
})

test('an answer to another origin carries no permission to read it', async () => {
  const app = await openApp(memoryServices())
  const headers = { ...as('viewer'), origin: 'https://evil.example' }
  const answer = await app.inject({ url: '/v1/overview', headers })
  await app.close()
  expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin')
})

test('over TLS every answer says that TLS stays, and without TLS none does', async () => {
  const plain = await openApp(memoryServices())
  expect((await plain.inject({ url: '/healthz' })).headers['strict-transport-security']).toBeUndefined()
  await plain.close()
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const tls = { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) }
  const secure = await buildApp(memoryServices(), { logLevel: 'silent', isLoopback: false, tls })
  for (const url of ['/healthz', '/v1/nothing', '/v1/overview']) {
    const { headers } = await secure.inject({ url })
    expect(headers['strict-transport-security']).toBe('max-age=63072000')
  }
  await secure.close()
})

test('the page to browse the API has a policy of its own that still allows no other server', async () => {
  const app = await openApp(memoryServices())
  const { headers } = await app.inject({ url: '/docs/' })
  await app.close()
  const policy = String(headers['content-security-policy'])
  expect(policy).toContain("script-src 'self'")
  expect(policy).not.toContain('unsafe')
})
