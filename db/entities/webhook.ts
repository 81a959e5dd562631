import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { RunEventKind } from '../../server/domain/run/event.ts'

/** A subscription to events of runs. Its secret is derived, so it has no column. */
export const Webhook = defineEntity({
  name: 'Webhook',
  tableName: 'webhooks',
  properties: {
    id: p.uuid().primary(),
    url: p.text(),
    events: p.array().$type<readonly RunEventKind[]>(),
    description: p.text().nullable(),
    secretGeneration: p.integer(),
    isPaused: p.boolean(),
    createdBy: p.text(),
    createdAt: p.datetime(),
    deletedAt: p.datetime().nullable(),
  },
})
export type Webhook = InferEntity<typeof Webhook>
