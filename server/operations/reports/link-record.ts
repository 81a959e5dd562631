import { PermanentError } from '../../domain/errors.ts'
import { contentDisposition } from '../../domain/object/disposition.ts'
import type { Actor } from '../../domain/run/run.ts'
import type { Context } from '../context.ts'

const LIFE_SECONDS = 60
const UNKNOWN_TYPE = 'application/octet-stream'

/** An address by which the object of one record can be read until it expires. */
export interface RecordLink {
  url: string
  expiresAt: string
  disposition: 'inline' | 'attachment'
}

/**
 * Makes a link of a minute to the object of a record. It is audited before it is given, and kept nowhere.
 * @throws PermanentError `record.not-found`, `record.not-verified`
 */
export async function linkRecord({ ports }: Context, recordId: string, actor: Actor): Promise<RecordLink> {
  const { tracking, store, clock } = ports
  const record = await tracking.getRecord(recordId)
  if (!record) throw new PermanentError('record.not-found', 'There is no such record. Check its id.')
  const { objectKey, copyState, name } = record
  if (copyState !== 'verified' || objectKey === null) {
    const message = `The copy of this record must be verified to be opened; it is ${copyState}. Back it up first.`
    throw new PermanentError('record.not-verified', message)
  }
  const contentType = record.contentType ?? UNKNOWN_TYPE
  const disposition = contentDisposition(name, contentType)
  const at = clock.now()
  const url = await store.presignGet(objectKey, { seconds: LIFE_SECONDS, contentType, disposition })
  await tracking.appendAudit({
    at,
    actorId: actor.id,
    action: 'record.opened',
    subject: recordId,
    detail: { objectKey },
  })
  return {
    url,
    expiresAt: new Date(at.getTime() + LIFE_SECONDS * 1_000).toISOString(),
    disposition: disposition.startsWith('inline') ? 'inline' : 'attachment',
  }
}
