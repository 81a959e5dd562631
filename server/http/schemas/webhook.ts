import { type Static, Type } from 'typebox'
import { RUN_EVENT_KINDS } from '../../domain/run/event.ts'
import { DELIVERY_STATES } from '../../domain/webhook/delivery.ts'
import { TEST_KIND } from '../../domain/webhook/message.ts'
import { EXAMPLE_RUN_ID } from './examples.ts'
import { dateTime, named, nullable, nullableDateTime } from './shared.ts'

const EXAMPLE_WEBHOOK_ID = '0197f3b2-4d10-7a52-8c3f-6e9d2b7a1f05'
const EXAMPLE_DELIVERY_ID = '5f0c8a9e-2b71-4c6d-9a34-d1e8f7b60c12'
const UUID = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'

const closed = { additionalProperties: false }

const EXAMPLE_WEBHOOK = {
  id: EXAMPLE_WEBHOOK_ID,
  url: 'https://n8n.northwind.example/webhook/doclift',
  events: ['run.halted', 'run.ended'],
  description: 'Tells the migration channel',
  isPaused: false,
  createdBy: 'user:005000000000001AAA',
  createdAt: '2026-03-01T12:00:00.000Z',
}

const events = Type.Array(Type.Enum(RUN_EVENT_KINDS), {
  minItems: 1,
  maxItems: 50,
  description: 'Which events of runs are sent.',
})

const webhookProperties = {
  id: Type.String({ format: 'uuid', description: 'A UUID.' }),
  url: Type.String({ description: 'Where deliveries go.' }),
  events,
  description: nullable('string', { description: 'What it is for.' }),
  isPaused: Type.Boolean({
    description: 'Nothing is sent while it is paused; what happens meanwhile is sent when it goes on.',
  }),
  createdBy: Type.String({ description: 'Who created it.' }),
  createdAt: dateTime('When it was created.'),
}

export const WebhookSchema = named(
  'Webhook',
  Type.Object(webhookProperties, { description: 'Who is told of which events.', examples: [EXAMPLE_WEBHOOK] }),
)

export const SignedWebhookSchema = named(
  'SignedWebhook',
  Type.Object(
    {
      ...webhookProperties,
      secret: Type.String({ description: 'Signs deliveries. It is shown in this answer only, and stored nowhere.' }),
    },
    {
      description: 'A webhook with its secret.',
      examples: [{ ...EXAMPLE_WEBHOOK, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=' }],
    },
  ),
)

export const DeliverySchema = named(
  'WebhookDelivery',
  Type.Object(
    {
      id: Type.String({ format: 'uuid', description: 'Sent as webhook-id; the same at every attempt.' }),
      event: Type.Enum([...RUN_EVENT_KINDS, TEST_KIND], { description: 'What is told.' }),
      runId: nullable('string', { description: 'Of which run; null in a test.' }),
      createdAt: dateTime('When it happened.'),
      state: Type.Enum(DELIVERY_STATES, { description: 'given_up was tried as often as a delivery is tried.' }),
      attempts: Type.Integer({ minimum: 0, description: 'How often it was sent.' }),
      lastAttemptAt: nullableDateTime('When it was sent last.'),
      lastStatus: nullable('integer', { description: 'HTTP status of the last answer; null when none came.' }),
      lastCode: nullable('string', {
        description:
          'Why the last attempt failed: webhook.refused, webhook.timeout, webhook.connection, webhook.host-not-allowed or webhook.address-not-allowed.',
      }),
      lastDurationMs: nullable('integer', { description: 'Duration of the last attempt in milliseconds.' }),
      nextAttemptAt: nullableDateTime('When it is tried next; null when it is settled.'),
    },
    {
      description: 'One event on its way to one webhook.',
      examples: [
        {
          id: EXAMPLE_DELIVERY_ID,
          event: 'run.ended',
          runId: EXAMPLE_RUN_ID,
          createdAt: '2026-03-01T13:30:00.000Z',
          state: 'delivered',
          attempts: 2,
          lastAttemptAt: '2026-03-01T13:30:06.000Z',
          lastStatus: 200,
          lastCode: null,
          lastDurationMs: 84,
          nextAttemptAt: null,
        },
      ],
    },
  ),
)

export const WebhookRequestSchema = Type.Object(
  {
    url: Type.String({
      minLength: 1,
      maxLength: 2_048,
      description: 'An https address on one of the hosts in WEBHOOK_HOSTS; http only on this machine.',
    }),
    events,
    description: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'What it is for.' })),
  },
  {
    ...closed,
    description: 'Where to send which events.',
    examples: [{ url: 'https://n8n.northwind.example/webhook/doclift', events: ['run.halted', 'run.ended'] }],
  },
)
export type WebhookRequestBody = Static<typeof WebhookRequestSchema>

export const WebhookChangeSchema = Type.Object(
  { events: Type.Optional(events), isPaused: Type.Optional(webhookProperties.isPaused) },
  { ...closed, minProperties: 1, description: 'What is to be changed.', examples: [{ isPaused: true }] },
)

const id = Type.String({ pattern: UUID, description: 'Id of a webhook, a UUID.', examples: [EXAMPLE_WEBHOOK_ID] })

export const WebhookIdParams = Type.Object({ id })

export const DeliveryIdParams = Type.Object({
  id,
  deliveryId: Type.String({
    pattern: UUID,
    description: 'Id of a delivery, a UUID.',
    examples: [EXAMPLE_DELIVERY_ID],
  }),
})
