import { PermanentError } from '../../domain/errors.ts'
import type { HoldStore } from '../../ports/tracking/holds.ts'
import type { Database, Sql } from './client.ts'
import { bindIdempotencyKey } from './idempotency.ts'
import { appendAudit } from './sql/append-audit.ts'

/** Ends what a rollback holds. */
export function holdStore(database: Database): HoldStore {
  return {
    releaseRecord: (recordId, { id, actor, at, idempotency }) =>
      database.transaction(async (tx) => {
        if ((await bindIdempotencyKey(tx, idempotency, id, at)) !== undefined) return
        await release(tx, recordId)
        await appendAudit(tx, { at, actorId: actor.id, action: 'record.released', subject: recordId, detail: {} })
      }),
  }
}

async function release(tx: Sql, recordId: string): Promise<void> {
  const statement = 'update file_records set is_held = false where record_id = $1 and is_held returning record_id'
  if ((await tx.rows(statement, [recordId])).length > 0) return
  const known = await tx.rows('select from file_records where record_id = $1', [recordId])
  if (known.length === 0) throw new PermanentError('record.not-found', 'There is no such record. Check its id.')
  throw new PermanentError('record.not-held', 'The record is not held, so there is nothing to release.')
}
