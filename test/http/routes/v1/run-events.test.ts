import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { TransientError } from '../../../../server/domain/errors.ts'
import type { App } from '../../../../server/http/app.ts'
import { openRunHub, type RunHub } from '../../../../server/operations/events/run-hub.ts'
import { ACTOR, at, type Ledger, openLedger, planItem, START } from '../../../adapters/postgres/ledger.ts'
import { type EventClient, openEventClient } from '../../../support/event-source.ts'
import { manualClock } from '../../../support/manual-clock.ts'
import { memoryServices } from '../../memory-services.ts'
import { as, openApp } from '../../requests.ts'

const REASON = { code: 'run.halted', sentence: 'Stopped by hand.' }
const SILENT = { info() {}, warn() {}, error() {} }

/** What the API works on in the present test; building an API takes too long to have one for each. */
let present: { ledger: Ledger; hub: RunHub }
let app: App
beforeAll(async () => {
  app = await openListening()
})
afterAll(() => app.close())

async function openListening(): Promise<App> {
  const memory = memoryServices()
  const tracking = {
    ...memory.tracking,
    getRun: (runId: string) => present.ledger.getRun(runId),
    countsOf: (runId: string) => present.ledger.countsOf(runId),
    entriesOf: (runId: string) => present.ledger.entriesOf(runId),
    largestAccountsOf: (runId: string) => present.ledger.largestAccountsOf(runId),
    censusesOf: (runId: string) => present.ledger.censusesOf(runId),
  }
  const events: RunHub = { follow: (...request) => present.hub.follow(...request) }
  const listening = await openApp({ ...memory, tracking, events })
  await listening.listen({ host: '127.0.0.1', port: 0 })
  return listening
}

/** A real ledger, and a hub whose seconds pass when the test says so. */
async function openHub() {
  const ledger = await openLedger()
  const clock = manualClock()
  let readings = 0
  const readFollowedRuns: Ledger['readFollowedRuns'] = (followed) => {
    readings += 1
    return ledger.readFollowedRuns(followed)
  }
  const hub = openRunHub({
    ports: {
      tracking: { readFollowedRuns, largestAccountsOf: ledger.largestAccountsOf, censusesOf: ledger.censusesOf },
      clock,
      log: SILENT,
    },
    gateOf: async () => null,
    safeguardsOf: async () => ({ cohorts: [], guardrail: null }),
  })
  present = { ledger, hub }
  return { ledger, clock, hub, readings: () => readings }
}

/** A client that leaves when its test is over, if it has not left before. */
async function follow(runId: string, headers: Record<string, string> = {}, { server } = app): Promise<EventClient> {
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/v1/runs/${runId}/events`
  const client = await openEventClient(url, { ...as('viewer'), ...headers })
  onTestFinished(() => client.leave())
  return client
}

const namesOf = (client: EventClient) => client.events().map(({ event }) => event)

test('a run is followed from its creation to its end', async () => {
  const { ledger, clock } = await openHub()
  const run = await ledger.begin('back_up', [planItem(1)])
  const client = await follow(run.id)
  await client.until('progress')
  await clock.untilAsleep()
  await ledger.endRun(run.id, 'failed', at(1), { code: 'x.y', sentence: 'It went wrong.' })
  clock.wake()
  expect(await client.ended).toEqual({ isWhole: true })
  expect(client.text()).toMatch(/^retry: 3000\n\nid: \d+\nevent: run.created\n/)
  expect(namesOf(client)).toEqual([
    'run.created',
    'run.planned',
    'run.approved',
    'run.started',
    'progress',
    'run.ended',
    'progress',
    'end',
  ])
  const { id, data } = client.events().find(({ event }) => event === 'run.ended') ?? {}
  expect(data).toMatchObject({ number: Number(id), type: 'run.ended', run: { id: run.id, stopCode: 'x.y' } })
})

test('progress is what the run itself shows, without an id', async () => {
  const { ledger } = await openHub()
  const run = await ledger.begin('back_up', [planItem(1), planItem(2)])
  const client = await follow(run.id)
  await client.until('progress')
  const shown = (await app.inject({ url: `/v1/runs/${run.id}`, headers: as('viewer') })).json()
  const progress = client.events().find(({ event }) => event === 'progress')
  expect(progress).toEqual({ event: 'progress', data: shown })
  expect(shown.counts.planned).toBe(2)
})

test('the answer is a stream that nobody keeps, compresses or collects', async () => {
  const { ledger } = await openHub()
  const { status, headers } = await follow((await ledger.create('inventory')).id)
  expect(status).toBe(200)
  expect(headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  expect([headers['content-encoding'], headers['content-length'], headers.etag]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('a client that comes back with Last-Event-ID misses nothing and hears nothing twice', async () => {
  const { ledger } = await openHub()
  const { id } = await ledger.begin('back_up', [planItem(1)])
  for (let turn = 0; turn < 5; turn += 1) {
    await ledger.haltRun(id, ACTOR, START, REASON)
    await ledger.resumeRun(id, ACTOR, START)
  }
  await ledger.endRun(id, 'failed', at(1))
  const whole = await follow(id)
  await whole.ended
  const ids = whole.events().flatMap(({ id: number }) => number ?? [])
  expect(ids).toHaveLength(15)
  for (const [index, lastEventId] of ids.entries()) {
    const rest = await follow(id, { 'last-event-id': lastEventId })
    await rest.ended
    expect(rest.events().flatMap(({ id: number }) => number ?? [])).toEqual(ids.slice(index + 1))
    expect(namesOf(rest).slice(-2)).toEqual(['progress', 'end'])
  }
})

test('a Last-Event-ID that is no number of an event is refused', async () => {
  const { ledger } = await openHub()
  const { id } = await ledger.create('inventory')
  for (const lastEventId of ['', 'x', '-1', '1.5', '1 2', '9'.repeat(16)]) {
    const headers = { ...as('viewer'), 'last-event-id': lastEventId }
    const answer = await app.inject({ url: `/v1/runs/${id}/events`, headers })
    expect([lastEventId, answer.statusCode]).toEqual([lastEventId, 400])
    expect(answer.json().errors[0].pointer).toBe('/headers/last-event-id')
  }
})

test('an unknown run is 404, and without a token nothing is told', async () => {
  await openHub()
  const url = '/v1/runs/00000000-0000-7000-8000-000000000000/events'
  expect((await app.inject({ url, headers: as('viewer') })).json()).toMatchObject({ code: 'run.not-found' })
  expect((await app.inject({ url })).statusCode).toBe(401)
})

test('one too many is asked to come again', async () => {
  const { ledger } = await openHub()
  const crowded = new TransientError('events.too-many-followers', 'Full.', { retryAfterMs: 10_000 })
  present.hub = {
    follow() {
      throw crowded
    },
  }
  const { status, headers } = await follow((await ledger.create('inventory')).id)
  expect([status, headers['retry-after']]).toEqual([503, '10'])
})

test('a client that goes is forgotten, and the run is read no more', async () => {
  const { ledger, clock, hub } = await openHub()
  const left = Promise.withResolvers<void>()
  present.hub = {
    follow(...request) {
      const leave = hub.follow(...request)
      return () => {
        leave()
        left.resolve()
      }
    },
  }
  const client = await follow((await ledger.create('inventory')).id)
  await client.until('progress')
  await clock.untilAsleep()
  client.leave()
  await left.promise
  expect(clock.isAnyoneAsleep()).toBe(false)
})

test('a service that stops ends its streams, without telling clients that the run is over', async () => {
  const { ledger, clock } = await openHub()
  const run = await ledger.begin('back_up', [planItem(1)])
  const stopping = await openListening()
  const clients = await Promise.all(Array.from({ length: 5 }, () => follow(run.id, {}, stopping)))
  await Promise.all(clients.map((client) => client.until('progress')))
  await stopping.close()
  for (const client of clients) {
    expect(await client.ended).toEqual({ isWhole: true })
    expect(namesOf(client)).not.toContain('end')
  }
  expect(clock.isAnyoneAsleep()).toBe(false)
})

test('a thousand followers cost one reading a second, and all of them hear the end', async () => {
  const { ledger, clock, readings } = await openHub()
  const run = await ledger.begin('back_up', [planItem(1)])
  const clients: EventClient[] = []
  // No more at once than a listening socket keeps waiting.
  while (clients.length < 1_000) clients.push(...(await Promise.all(Array.from({ length: 100 }, () => follow(run.id)))))
  await Promise.all(clients.map((client) => client.until('progress')))
  await clock.untilAsleep()
  const atFirst = readings()
  await clock.tick()
  await ledger.haltRun(run.id, ACTOR, START, REASON)
  await clock.tick()
  await ledger.endRun(run.id, 'failed', at(1))
  clock.wake()
  const ends = await Promise.all(clients.map((client) => client.ended))
  expect([atFirst, readings()]).toEqual([1, 4])
  expect(ends.every(({ isWhole }) => isWhole)).toBe(true)
  const [first] = clients
  expect(namesOf(first as EventClient).slice(-5)).toEqual(['run.halted', 'progress', 'run.ended', 'progress', 'end'])
  expect(new Set(clients.map((client) => JSON.stringify(client.events()))).size).toBe(1)
})
