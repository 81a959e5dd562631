import { Account } from './account.ts'
import { Batch } from './batch.ts'
import { Evidence } from './evidence.ts'
import { IngestJob } from './ingest-job.ts'
import { Installation } from './installation.ts'
import { Run } from './run.ts'
import { Token } from './token.ts'
import { Webhook } from './webhook.ts'

/** The small tables. Records, items and counters are read and written by SQL of their own (adapters/postgres/sql). */
export const ENTITIES = [Account, Batch, Evidence, IngestJob, Installation, Run, Token, Webhook]
