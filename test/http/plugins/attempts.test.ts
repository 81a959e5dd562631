import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { App } from '../../../server/http/app.ts'
import { countAttempts, MOST_FAILURES_OF_ADDRESS, MOST_TRIES_OF_TOKEN } from '../../../server/http/plugins/attempts.ts'
import { memoryServices, NOW, TOKENS } from '../memory-services.ts'
import { bearer, openApp } from '../requests.ts'

let elapsedMs: number
let lookups: number
let app: App
const clock = { now: () => new Date(NOW.getTime() + elapsedMs), sleep: () => Promise.resolve() }

beforeEach(async () => {
  elapsedMs = 0
  lookups = 0
  const services = memoryServices({ clock })
  const { findToken } = services.tracking
  services.tracking.findToken = (hashHex, at) => {
    lookups += 1
    return findToken(hashHex, at)
  }
  app = await openApp(services)
})
afterEach(() => app.close())

function get(token: string | undefined, remoteAddress = '10.0.0.1') {
  return app.inject({ url: '/v1/overview', headers: token === undefined ? {} : bearer(token), remoteAddress })
}

/** The statuses of so many requests with tokens that are all wrong and all different. */
async function guess(count: number, remoteAddress?: string) {
  const statuses = []
  for (let n = 0; n < count; n += 1) {
    statuses.push((await get(`doclift_guess-${elapsedMs}-${n}`, remoteAddress)).statusCode)
  }
  return statuses
}

describe('a wrong token', () => {
  test('is looked up ten times within a minute at most, and stays wrong', async () => {
    for (let n = 0; n < MOST_TRIES_OF_TOKEN + 5; n += 1) {
      expect((await get('doclift_wrong', `10.0.0.${n}`)).statusCode).toBe(401)
    }
    expect(lookups).toBe(MOST_TRIES_OF_TOKEN)
    elapsedMs = 60_000
    await get('doclift_wrong')
    expect(lookups).toBe(MOST_TRIES_OF_TOKEN + 1)
  })

  test('counts for itself alone', async () => {
    for (let n = 0; n < MOST_TRIES_OF_TOKEN; n += 1) await get('doclift_wrong', `10.0.0.${n}`)
    await get('doclift_other')
    expect(lookups).toBe(MOST_TRIES_OF_TOKEN + 1)
  })
})

describe('an address', () => {
  test('is told to wait after thirty failures within a minute, as long as the minute lasts', async () => {
    expect(new Set(await guess(MOST_FAILURES_OF_ADDRESS))).toEqual(new Set([401]))
    elapsedMs = 20_500
    const answer = await get('doclift_one-more')
    expect(answer.json()).toMatchObject({ status: 429, code: 'api.too-many-attempts' })
    expect(answer.headers['retry-after']).toBe('40')
    expect(answer.headers['www-authenticate']).toBeUndefined()
    elapsedMs = 60_000
    expect(await guess(1)).toEqual([401])
  })

  test('with too many failures is still served for a valid token', async () => {
    await guess(MOST_FAILURES_OF_ADDRESS + 5)
    expect((await get(TOKENS.viewer)).statusCode).toBe(200)
    expect(await guess(1)).toEqual([429])
  })

  test('is not told to wait because of another one', async () => {
    await guess(MOST_FAILURES_OF_ADDRESS + 1)
    expect(await guess(1, '10.0.0.2')).toEqual([401])
  })

  test('that sends no token at all fails too', async () => {
    for (let n = 0; n < MOST_FAILURES_OF_ADDRESS; n += 1) expect((await get(undefined)).statusCode).toBe(401)
    expect((await get(undefined)).statusCode).toBe(429)
  })

  test('fails by a wrong token alone, not by too low a role', async () => {
    const request = {
      url: '/v1/runs',
      method: 'POST',
      headers: bearer(TOKENS.viewer),
      remoteAddress: '10.0.0.1',
    } as const
    for (let n = 0; n <= MOST_FAILURES_OF_ADDRESS; n += 1) await app.inject(request)
    expect((await app.inject(request)).statusCode).toBe(403)
    expect(await guess(1)).toEqual([401])
  })
})

test('a database that does not answer is no failure of the caller', async () => {
  const services = memoryServices({ clock })
  services.tracking.findToken = () => Promise.reject(new Error('gone'))
  const broken = await openApp(services)
  for (let n = 0; n <= MOST_FAILURES_OF_ADDRESS; n += 1) {
    expect((await broken.inject({ url: '/v1/overview', headers: bearer(TOKENS.viewer) })).statusCode).toBe(500)
  }
  await broken.close()
})

test('what is remembered is bounded, and the latest failures are what is kept', () => {
  const attempts = countAttempts(clock)
  for (let n = 0; n < MOST_TRIES_OF_TOKEN; n += 1) attempts.noteFailure('10.0.0.1', 'doclift_old')
  for (let n = 0; n < 9_999; n += 1) attempts.noteFailure('10.0.0.1', `doclift_${n}`)
  expect(attempts.isKnownWrong('doclift_old')).toBe(true)
  attempts.noteFailure('10.0.0.1', 'doclift_last')
  expect(attempts.isKnownWrong('doclift_old')).toBe(false)
})
