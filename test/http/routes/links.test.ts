import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type App, buildApp } from '../../../server/http/app.ts'
import { MOST_FAILURES_OF_ADDRESS } from '../../../server/http/plugins/attempts.ts'
import { memoryServices } from '../memory-services.ts'
import { as, post } from '../requests.ts'

const TOKEN = 'Kq3vT0YwgVc9mZ5m6nFqJg'
const PAGE = 'https://acme.lightning.force.com/lightning/cmp/c__docliftOpen?c__recordId=a01000000000001AAA'

let app: App
let base: string
let lines: string[]
let lookUp: (token: string) => Promise<string | undefined>

beforeEach(async () => {
  lines = []
  lookUp = async (token) => (token === TOKEN ? PAGE : undefined)
  const services = memoryServices()
  services.links.openLink = (token) => lookUp(token)
  const logStream = { write: (line: string) => void lines.push(line) }
  app = await buildApp(services, { logLevel: 'trace', logStream, isLoopback: true })
  await app.listen({ host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
})
afterEach(() => app.close())

const open = (path: string, method = 'GET') => fetch(base + path, { method, redirect: 'manual' })

/** All of an answer but what is different for each request. */
async function wholeOf(answer: Response) {
  const headers = Object.fromEntries(answer.headers)
  for (const name of ['date', 'x-request-id', 'connection', 'keep-alive']) delete headers[name]
  return { status: answer.status, headers, body: await answer.text() }
}

test.each(['GET', 'HEAD'])('a link leads to the page in the org and serves no byte (%s)', async (method) => {
  const answer = await open(`/d/${TOKEN}`, method)
  expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([302, PAGE, ''])
})

test.each(['GET', 'HEAD'])('whatever comes of a link is not kept, told on or guessed at (%s)', async (method) => {
  for (const path of [`/d/${TOKEN}`, '/d/unknown']) {
    const { headers } = await open(path, method)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('set-cookie')).toBeNull()
  }
})

test('every link that leads nowhere gets the same page, whatever is wrong with it', async () => {
  const pages = []
  const paths = [
    'AAAAAAAAAAAAAAAAAAAAAA',
    'short',
    `${TOKEN}A`,
    '%00',
    '%2e%2e%2f',
    "'--",
    '<script>',
    'x'.repeat(2_000),
  ]
  for (const path of paths) pages.push(await wholeOf(await open(`/d/${path}`)))
  expect(pages[0]).toMatchObject({
    status: 404,
    body: expect.stringContaining('There is no document at this address.'),
  })
  expect(new Set(pages.map((page) => JSON.stringify(page))).size).toBe(1)
})

test('the answer to HEAD has the headers of the one to GET and no body', async () => {
  const [get, head] = [await wholeOf(await open('/d/unknown')), await wholeOf(await open('/d/unknown', 'HEAD'))]
  expect(head).toEqual({ ...get, body: '' })
})

test('whoever tries many links is told to wait, and a link that leads somewhere still does', async () => {
  for (let n = 0; n < MOST_FAILURES_OF_ADDRESS; n += 1) expect((await open(`/d/guess-${n}`)).status).toBe(404)
  const late = await open('/d/one-more')
  expect([late.status, Number(late.headers.get('retry-after')) > 0]).toEqual([429, true])
  expect((await open(`/d/${TOKEN}`)).status).toBe(302)
})

test('no line of the log has a token, whatever is done with its address', async () => {
  for (const path of [`/d/${TOKEN}`, `/d/${TOKEN}/more`, `/D/${TOKEN}`, `//d/${TOKEN}`]) await open(path)
  await fetch(`${base}/d/${TOKEN}`, { method: 'DELETE' })
  lookUp = () => Promise.reject(new Error(`lookup of /d/${TOKEN} failed`))
  expect((await open(`/d/${TOKEN}`)).status).toBe(500)
  expect(lines.length).toBeGreaterThan(2)
  expect(lines.join('\n')).not.toContain(TOKEN)
})

test('the metrics count openings by route and status, never by token', async () => {
  await open(`/d/${TOKEN}`)
  await open('/d/unknown')
  const metrics = await (await open('/metrics')).text()
  expect(metrics).toContain('doclift_http_requests_total{method="GET",route="/d/:token",status="302"} 1')
  expect(metrics).toContain('doclift_http_requests_total{method="GET",route="/d/:token",status="404"} 1')
  expect(metrics).not.toContain(TOKEN)
})

test('a flood of links waits for a few lookups at a time, and what is too much is told to come again', async () => {
  let underWay = 0
  let most = 0
  const releases: (() => void)[] = []
  lookUp = async () => {
    underWay += 1
    most = Math.max(most, underWay)
    await new Promise<void>((resolve) => releases.push(resolve))
    underWay -= 1
    return PAGE
  }
  const answers = Array.from({ length: 300 }, () => app.inject({ url: `/d/${TOKEN}` }))
  const refused = await Promise.race(
    answers.map(async (answer) => ((await answer).statusCode === 503 ? answer : new Promise<never>(() => {}))),
  )
  expect(refused.headers['retry-after']).toBe('1')
  const timer = setInterval(() => {
    for (const release of releases.splice(0)) release()
  }, 1)
  const statuses = (await Promise.all(answers)).map((answer) => answer.statusCode)
  clearInterval(timer)
  expect([most, statuses.filter((status) => status === 302).length]).toEqual([4, 260])
  expect(statuses.filter((status) => status === 503)).toHaveLength(40)
})

describe('revoking links', () => {
  const ACTS = [
    ['/v1/records/a01000000000001/link/revoke', 'operator', { of: 'record', id: 'a01000000000001AAA', records: 1 }],
    ['/v1/accounts/001000000000001/links/revoke', 'admin', { of: 'account', id: '001000000000001AAA', records: 1 }],
    ['/v1/links/revoke', 'admin', { of: 'everything', id: null, records: 1 }],
  ] as const

  test.each(ACTS)('%s is for %s and says what was revoked', async (url, role, expected) => {
    const below = role === 'admin' ? 'approver' : 'viewer'
    expect((await app.inject(post(url, as(below, 'key-1')))).statusCode).toBe(403)
    expect((await app.inject(post(url, as(role)))).statusCode).toBe(400)
    const answer = await app.inject(post(url, as(role, 'key-1')))
    expect([answer.statusCode, answer.json()]).toEqual([200, expected])
  })
})
