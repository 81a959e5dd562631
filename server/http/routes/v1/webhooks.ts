import { PermanentError } from '../../../domain/errors.ts'
import type { Services } from '../../../operations/services.ts'
import type { WebhookServices } from '../../../operations/webhooks/services.ts'
import type { Webhook, WebhookDelivery } from '../../../ports/tracking/webhooks.ts'
import type { App } from '../../app.ts'
import { pageOptions, toPage } from '../../cursor.ts'
import { idempotencyOf } from '../../idempotency.ts'
import { mutationResponses, noContent, readResponses } from '../../schemas/problem.ts'
import { listQuery, MutationHeaders, pageOf, ref } from '../../schemas/shared.ts'
import {
  DeliveryIdParams,
  DeliverySchema,
  SignedWebhookSchema,
  WebhookChangeSchema,
  WebhookIdParams,
  WebhookRequestSchema,
  WebhookSchema,
} from '../../schemas/webhook.ts'

const tags = ['webhooks']
const headers = MutationHeaders
const params = WebhookIdParams
const admin = { role: 'admin' } as const

const SIGNATURE = `Deliveries are signed in the Standard Webhooks form: the headers webhook-id, webhook-timestamp and
webhook-signature. The same delivery may come more than once; webhook-id tells. docs/events-and-webhooks.md says how to verify
one, and when it is tried again.`

const addWebhook = {
  operationId: 'addWebhook',
  summary: 'Subscribes an address to events of runs. The answer has the secret, once.',
  description: SIGNATURE,
  tags,
  headers,
  body: WebhookRequestSchema,
  response: { 201: ref(SignedWebhookSchema) },
  codes: ['webhook.host-not-allowed'],
}
const listWebhooks = {
  operationId: 'listWebhooks',
  summary: 'Webhooks, oldest first.',
  tags,
  querystring: listQuery({}),
  response: readResponses(pageOf(WebhookSchema)),
}
const getWebhook = {
  operationId: 'getWebhook',
  summary: 'One webhook.',
  tags,
  params,
  response: readResponses(ref(WebhookSchema)),
  codes: ['webhook.not-found'],
}
const changeWebhook = {
  operationId: 'changeWebhook',
  summary: 'Changes what is sent, pauses a webhook, or lets it go on.',
  description: 'Doing it again changes nothing, so no Idempotency-Key is needed.',
  tags,
  params,
  body: WebhookChangeSchema,
  response: readResponses(ref(WebhookSchema)),
  codes: ['webhook.not-found'],
}
const removeWebhook = {
  operationId: 'removeWebhook',
  summary: 'Removes a webhook. What was not delivered yet is not sent any more.',
  tags,
  params,
  response: { 204: noContent('It is removed.') },
  codes: ['webhook.not-found'],
}
const rotateSecret = {
  operationId: 'rotateWebhookSecret',
  summary: 'Makes a new secret, which signs from now on. The answer has it, once.',
  tags,
  params,
  headers,
  response: readResponses(ref(SignedWebhookSchema)),
  codes: ['webhook.not-found'],
}
const testWebhook = {
  operationId: 'testWebhook',
  summary: 'Sends a delivery of type webhook.test. The list of deliveries shows what came of it.',
  tags,
  params,
  headers,
  response: mutationResponses(ref(DeliverySchema)),
  codes: ['webhook.not-found', 'webhook.paused'],
}
const listDeliveries = {
  operationId: 'listWebhookDeliveries',
  summary: 'Deliveries to a webhook, newest first.',
  tags,
  params,
  querystring: listQuery({}),
  response: readResponses(pageOf(DeliverySchema)),
  codes: ['webhook.not-found'],
}
const replayDelivery = {
  operationId: 'replayWebhookDelivery',
  summary: 'Sends a delivery again, under its own webhook-id.',
  tags,
  params: DeliveryIdParams,
  headers,
  response: mutationResponses(ref(DeliverySchema)),
  codes: ['webhook.not-found', 'webhook.delivery-not-found', 'webhook.delivery-pending', 'webhook.paused'],
}

export function addWebhooks(app: App, { webhooks }: Services): void {
  addSubscriptions(app, webhooks)
  addDeliveries(app, webhooks)
}

function addSubscriptions(app: App, webhooks: WebhookServices): void {
  app.post('/v1/webhooks', { schema: addWebhook, config: admin }, async (request, reply) => {
    const { description = null, ...wanted } = request.body
    const added = await webhooks.addWebhook({ ...wanted, description }, request.actor, idempotencyOf(request))
    const resource = { ...toResource(added), secret: added.secret }
    return reply.code(201).header('location', `/v1/webhooks/${added.id}`).send(resource)
  })

  app.get('/v1/webhooks', { schema: listWebhooks, config: admin }, async ({ query }) =>
    toPage('webhooks', await webhooks.listWebhooks(pageOptions('webhooks', query)), toResource),
  )

  app.get('/v1/webhooks/:id', { schema: getWebhook, config: admin }, async (request) =>
    toResource(await requireWebhook(webhooks, request.params.id)),
  )

  app.patch('/v1/webhooks/:id', { schema: changeWebhook, config: admin }, async (request) =>
    toResource(await webhooks.changeWebhook(request.params.id, request.body, request.actor)),
  )

  app.delete('/v1/webhooks/:id', { schema: removeWebhook, config: admin }, async (request, reply) => {
    await webhooks.removeWebhook(request.params.id, request.actor)
    return reply.code(204).send(null)
  })

  app.post('/v1/webhooks/:id/rotate-secret', { schema: rotateSecret, config: admin }, async (request) => {
    const rotated = await webhooks.rotateSecret(request.params.id, request.actor, idempotencyOf(request))
    return { ...toResource(rotated), secret: rotated.secret }
  })
}

function addDeliveries(app: App, webhooks: WebhookServices): void {
  app.post('/v1/webhooks/:id/test', { schema: testWebhook, config: admin }, async (request, reply) => {
    const delivery = await webhooks.testWebhook(request.params.id, request.actor, idempotencyOf(request))
    return reply.code(202).header('location', logOf(delivery)).send(delivery)
  })

  app.get('/v1/webhooks/:id/deliveries', { schema: listDeliveries, config: admin }, async (request) => {
    const { id } = await requireWebhook(webhooks, request.params.id)
    const page = await webhooks.listDeliveries(id, pageOptions('deliveries', request.query))
    return toPage('deliveries', page, (delivery) => delivery)
  })

  const replay = '/v1/webhooks/:id/deliveries/:deliveryId/replay'
  app.post(replay, { schema: replayDelivery, config: admin }, async (request, reply) => {
    const { id, deliveryId } = request.params
    const delivery = await webhooks.replayDelivery(id, deliveryId, request.actor, idempotencyOf(request))
    return reply.code(202).header('location', logOf(delivery)).send(delivery)
  })
}

async function requireWebhook(webhooks: WebhookServices, webhookId: string): Promise<Webhook> {
  const webhook = await webhooks.getWebhook(webhookId)
  if (!webhook) throw new PermanentError('webhook.not-found', 'There is no such webhook. Check its id.')
  return webhook
}

function toResource({ secretGeneration: _, events, ...webhook }: Webhook) {
  return { ...webhook, events: [...events] }
}

function logOf({ webhookId }: WebhookDelivery): string {
  return `/v1/webhooks/${webhookId}/deliveries`
}
