import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { IngestJobState } from '../../server/ports/salesforce-org.ts'

/** A Bulk ingest job of a batch, noted before any row is uploaded to it. */
export const IngestJob = defineEntity({
  name: 'IngestJob',
  tableName: 'ingest_jobs',
  properties: {
    jobId: p.text().primary(),
    batchId: p.uuid(),
    fence: p.integer(),
    apiVersion: p.text(),
    state: p.text().$type<IngestJobState | 'gone'>(),
    createdAt: p.datetime(),
    checkedAt: p.datetime(),
    rowCount: p.integer(),
    lockedCount: p.integer().nullable(),
  },
})
export type IngestJob = InferEntity<typeof IngestJob>
