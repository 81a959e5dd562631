import { expect, test } from 'vitest'
import { exitCodeOf } from '../../server/commands/exit-codes.ts'
import { PermanentError } from '../../server/domain/errors.ts'
import { RUN_EVENT_KINDS } from '../../server/domain/run/event.ts'
import type { WebhookRequest } from '../../server/operations/webhooks/add-webhook.ts'
import type { WebhookServices } from '../../server/operations/webhooks/services.ts'
import type { Webhook, WebhookDelivery } from '../../server/ports/tracking/webhooks.ts'
import { memoryServices, NOW } from '../http/memory-services.ts'
import { buildTestProgram } from '../support/program.ts'

const ACTOR = { id: 'cli:someone@host', role: 'admin' } as const
const ID = '0197f3b2-4d10-7a52-8c3f-6e9d2b7a1f05'
const URL_OF_N8N = 'https://n8n.example/webhook/doclift'

function webhook(change: Partial<Webhook> = {}): Webhook {
  return {
    id: ID,
    url: URL_OF_N8N,
    events: ['run.ended'],
    description: null,
    isPaused: false,
    secretGeneration: 1,
    createdBy: ACTOR.id,
    createdAt: NOW.toISOString(),
    ...change,
  }
}

function delivery(change: Partial<WebhookDelivery> = {}): WebhookDelivery {
  return {
    id: ID,
    webhookId: ID,
    event: 'run.ended',
    runId: ID,
    createdAt: NOW.toISOString(),
    state: 'pending',
    attempts: 1,
    lastAttemptAt: NOW.toISOString(),
    lastStatus: null,
    lastCode: 'webhook.timeout',
    lastDurationMs: 10_000,
    nextAttemptAt: NOW.toISOString(),
    ...change,
  }
}

/** Runs one command line over these services, which refuse whatever a test does not give. */
async function doclift(webhooks: Partial<WebhookServices>, ...args: string[]) {
  const services = memoryServices({ webhooks: webhooks as WebhookServices })
  const { program, said } = buildTestProgram(services, ACTOR)
  const exitCode = await program.parseAsync(['webhooks', ...args], { from: 'user' }).then(() => 0, exitCodeOf)
  return { exitCode, ...said() }
}

function adding(requests: WebhookRequest[]): Partial<WebhookServices> {
  return {
    async addWebhook(request) {
      requests.push(request)
      return { ...webhook({ events: request.events }), secret: 'whsec_c2VjcmV0' }
    },
  }
}

test('add prints the secret alone on standard output, and sends all events unless told which', async () => {
  const requests: WebhookRequest[] = []
  const { exitCode, out, err } = await doclift(adding(requests), 'add', URL_OF_N8N)
  expect([exitCode, out]).toEqual([0, 'whsec_c2VjcmV0'])
  expect(err).toContain(ID)
  await doclift(
    adding(requests),
    'add',
    URL_OF_N8N,
    '--event',
    'run.halted',
    '--event',
    'run.ended',
    '--description',
    'x',
  )
  expect(requests).toEqual([
    { url: URL_OF_N8N, events: RUN_EVENT_KINDS, description: null },
    { url: URL_OF_N8N, events: ['run.halted', 'run.ended'], description: 'x' },
  ])
})

test('add as JSON gives the webhook with its secret', async () => {
  const { out } = await doclift(adding([]), 'add', URL_OF_N8N, '--json')
  expect(JSON.parse(out)).toMatchObject({ id: ID, url: URL_OF_N8N, secret: 'whsec_c2VjcmV0' })
})

test.each([
  [['add', URL_OF_N8N, '--event', 'run.exploded']],
  [['remove', 'nonsense']],
  [['test']],
  [['deliveries', ID, '--limit', '0']],
])('%j is wrong usage of webhooks', async (args) => {
  expect((await doclift({}, ...args)).exitCode).toBe(2)
})

test('a host that is not allowed is told', async () => {
  const refusal = new PermanentError('webhook.host-not-allowed', 'Not on the list.')
  const { exitCode, out } = await doclift({ addWebhook: () => Promise.reject(refusal) }, 'add', 'https://x.example/')
  expect([exitCode, out]).toEqual([1, ''])
})

test('list shows every page, with the host and never the path of an address', async () => {
  const pages = [webhook(), webhook({ isPaused: true, events: RUN_EVENT_KINDS })]
  const listWebhooks: WebhookServices['listWebhooks'] = async ({ after }) =>
    after === undefined ? { items: pages.slice(0, 1), nextCursor: 'next' } : { items: pages.slice(1), nextCursor: null }
  const { out } = await doclift({ listWebhooks }, 'list')
  expect(out).toMatch(/active +n8n\.example +run\.ended\n.+paused +n8n\.example +all$/)
  expect(out).not.toContain('/webhook/')
  const shown = JSON.parse((await doclift({ listWebhooks }, 'list', '--json')).out)
  expect(shown[1]).toMatchObject({ id: ID, url: URL_OF_N8N, isPaused: true })
})

test('deliveries show state, tries and the last answer within 80 columns', async () => {
  const limits: number[] = []
  const listDeliveries: WebhookServices['listDeliveries'] = async (_id, { limit }) => {
    limits.push(limit)
    const settled = delivery({ state: 'given_up', attempts: 7, lastStatus: 404, nextAttemptAt: null })
    return { items: [delivery(), settled], nextCursor: null }
  }
  const { out } = await doclift({ listDeliveries }, 'deliveries', ID, '--limit', '1000')
  expect(out).toMatch(/run\.ended .+ pending +1 +timeout +12:00:00\nrun\.ended .+ given up +7 +404$/)
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  expect(JSON.parse((await doclift({ listDeliveries }, 'deliveries', ID, '--json')).out)).toHaveLength(2)
  expect(limits).toEqual([200, 20])
})

test('test queues a delivery, and remove removes, both as the one who asks', async () => {
  const acts: string[] = []
  const services: Partial<WebhookServices> = {
    async testWebhook(id, actor) {
      acts.push(`test ${id} ${actor.id}`)
      return delivery({ event: 'webhook.test' })
    },
    async removeWebhook(id, actor) {
      acts.push(`remove ${id} ${actor.id}`)
    },
  }
  expect((await doclift(services, 'test', ID)).out).toContain(`doclift webhooks deliveries ${ID}`)
  expect((await doclift(services, 'remove', ID.toUpperCase())).out).toBe(`Webhook ${ID} is removed.`)
  expect(acts).toEqual([`test ${ID} ${ACTOR.id}`, `remove ${ID} ${ACTOR.id}`])
})

test('without webhooks or deliveries a sentence says so', async () => {
  const nothing = async () => ({ items: [], nextCursor: null })
  expect((await doclift({ listWebhooks: nothing }, 'list')).out).toBe('There are no webhooks.')
  expect((await doclift({ listDeliveries: nothing }, 'deliveries', ID)).out).toBe('Nothing was sent to this webhook.')
})

test('pause and continue change nothing else', async () => {
  const changes: object[] = []
  const services: Partial<WebhookServices> = {
    async changeWebhook(id, change) {
      changes.push({ id, ...change })
      return webhook()
    },
  }
  expect((await doclift(services, 'pause', ID)).out).toBe(`Webhook ${ID} is paused.`)
  expect((await doclift(services, 'continue', ID)).out).toBe(`Webhook ${ID} goes on.`)
  expect(changes).toEqual([
    { id: ID, isPaused: true },
    { id: ID, isPaused: false },
  ])
})

test('a new secret is alone on standard output', async () => {
  const rotateSecret = async () => ({ ...webhook(), secret: 'whsec_bmV3' })
  const { exitCode, out } = await doclift({ rotateSecret }, 'rotate-secret', ID)
  expect([exitCode, out]).toEqual([0, 'whsec_bmV3'])
})

test('replay sends the delivery that is named, and only an id names one', async () => {
  const replayed: string[][] = []
  const services: Partial<WebhookServices> = {
    async replayDelivery(...[id, deliveryId]) {
      replayed.push([id, deliveryId])
      return delivery()
    },
  }
  const other = ID.replace('05', '06')
  expect((await doclift(services, 'replay', ID, other)).exitCode).toBe(0)
  expect((await doclift(services, 'replay', ID, 'newest')).exitCode).toBe(2)
  expect(replayed).toEqual([[ID, other]])
})
