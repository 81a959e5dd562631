import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { getHeapStatistics } from 'node:v8'
import { afterEach, describe, expect, test } from 'vitest'
import { type App, buildApp } from '../../../server/http/app.ts'
import { type PressureLimits, pressureLimits } from '../../../server/http/plugins/under-pressure.ts'
import { memoryServices } from '../memory-services.ts'
import { as, openApp, post } from '../requests.ts'

const NO_LIMITS: PressureLimits = { eventLoopDelayMs: 1e9, heapUsedBytes: 1e15 }

let app: App | undefined
afterEach(() => app?.close())

const overview = () => (app as App).inject({ url: '/v1/overview', headers: as('viewer') })

/** Asks until requests are turned away: load is measured once a second, and not while the process starts up. */
async function untilBusy(burden = () => {}) {
  for (;;) {
    burden()
    const answer = await overview()
    if (answer.statusCode === 503) return answer
    await wait(20)
  }
}

describe('a process under pressure', () => {
  const forced: [string, Partial<PressureLimits>, () => void][] = [
    ['heapUsedBytes', { heapUsedBytes: 1 }, () => {}],
    ['eventLoopDelay', { eventLoopDelayMs: 5 }, () => block(100)],
  ]
  test.each(forced)(
    'turns requests away because of its %s, and says when to come back',
    async (reason, limit, burden) => {
      const services = memoryServices()
      const pressure = { ...NO_LIMITS, ...limit }
      app = await buildApp(services, { logLevel: 'silent', isLoopback: true, pressure })
      const answer = await untilBusy(burden)
      expect(answer.headers['retry-after']).toBe('5')
      expect(answer.headers['content-type']).toContain('application/problem+json')
      expect(answer.json()).toMatchObject({ status: 503, code: 'api.busy', reason })
    },
  )

  test('still answers whoever watches it, and starts nothing for anybody else', async () => {
    const services = memoryServices()
    const pressure = { ...NO_LIMITS, heapUsedBytes: 1 }
    app = await buildApp(services, { logLevel: 'silent', isLoopback: true, pressure })
    await untilBusy()
    for (const url of ['/healthz', '/readyz', '/metrics']) {
      expect([url, (await app.inject({ url })).statusCode]).toEqual([url, 200])
    }
    const body = { operation: 'back_up', scope: { kind: 'everything' } }
    expect((await app.inject(post('/v1/runs', as('operator', 'k'), body))).statusCode).toBe(503)
    expect(services.requests).toEqual([])
  })

  test('has by default a limit of the heap above what a process at rest uses, and below where it ends', () => {
    const { heapUsedBytes } = pressureLimits()
    expect(heapUsedBytes).toBeGreaterThan(process.memoryUsage().heapUsed)
    expect(heapUsedBytes).toBeLessThan(getHeapStatistics().heap_size_limit)
  })
})

describe('a service that is being stopped', () => {
  test('answers what is under way, refuses what comes on an open connection, and closes it', async () => {
    const services = memoryServices()
    const arrived = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    const readOverview = services.tracking.readOverview
    services.tracking.readOverview = async () => {
      arrived.resolve()
      await released.promise
      return await readOverview()
    }
    app = await openApp(services)
    const port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
    const underWay = await openConnection(port)
    const idle = await openConnection(port)
    expect(await idle.ask('/healthz')).toMatch(/^HTTP\/1\.1 200/)
    const slow = underWay.ask('/v1/overview')
    await arrived.promise
    const another = await openConnection(port)
    another.begin('/v1/records')
    await wait(50)
    const closed = app.close()
    await wait(50)
    const refused = await another.finish()
    released.resolve()
    expect(await slow).toMatch(/^HTTP\/1\.1 200/)
    await closed
    expect(refused).toMatch(/^HTTP\/1\.1 503/)
    expect(refused).toMatch(/connection: close/i)
    expect(refused).toContain('"code":"api.stopping"')
    await expect(openConnection(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})

/** Keeps the event loop from turning. */
function block(milliseconds: number): void {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

/** A connection that sends requests by hand, a request in two parts if wanted. */
async function openConnection(port: number) {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const head = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: ${as('viewer').authorization}\r\n`
  const answer = async () => String((await once(socket, 'data'))[0])
  return {
    begin: (path: string) => void socket.write(head(path)),
    finish: () => {
      socket.write('\r\n')
      return answer()
    },
    ask: (path: string) => {
      socket.write(`${head(path)}\r\n`)
      return answer()
    },
  }
}
