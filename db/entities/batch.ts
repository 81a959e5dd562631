import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** Items of a run that are worked on together. The fence is raised at each claim. */
export const Batch = defineEntity({
  name: 'Batch',
  tableName: 'batches',
  properties: {
    id: p.uuid().primary(),
    runId: p.uuid(),
    number: p.integer(),
    cohort: p.integer().nullable(),
    state: p.text().$type<'waiting' | 'working' | 'done'>(),
    fence: p.integer(),
    claimedAt: p.datetime().nullable(),
    doneAt: p.datetime().nullable(),
    workerId: p.uuid().nullable(),
    deaths: p.integer().default(0),
    piece: p.integer().nullable(),
  },
})
export type Batch = InferEntity<typeof Batch>
