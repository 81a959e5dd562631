import { randomUUID } from 'node:crypto'
import { PermanentError } from '../../domain/errors.ts'
import type { BucketClient } from './client.ts'
import { deleteVersion } from './read-back.ts'
import { storageHeaders } from './storage.ts'

export const PROBE_BODY = Buffer.from('Doclift probe: the checksum of this text is sent wrong on purpose.\n')

/** A key for one question, with what was stored there. */
export interface ProbePlace {
  key: string
  /** To be filled with each version that is stored; null where the store tells none. */
  versionIds: (string | null)[]
}

/** Asks one question at a key of its own and deletes for good what was stored there. */
export async function atProbeKey<Result>(
  client: BucketClient,
  prefix: string,
  ask: (place: ProbePlace) => Promise<Result>,
): Promise<Result> {
  const place: ProbePlace = { key: `${prefix}/${randomUUID()}`, versionIds: [] }
  try {
    return await ask(place)
  } finally {
    for (const versionId of new Set(place.versionIds)) await deleteVersion(client, place.key, versionId)
  }
}

/** Stores the probe's body with these headers. @returns the version id; null where the store tells none */
export async function putProbe(
  client: BucketClient,
  { key, versionIds }: ProbePlace,
  headers: Record<string, string> = {},
): Promise<string | null> {
  const answer = await client.send({
    method: 'PUT',
    key,
    headers: { ...storageHeaders(client.storage), ...headers },
    body: [PROBE_BODY],
  })
  const versionId = answer.headers['x-amz-version-id'] ?? null
  versionIds.push(versionId)
  await answer.discard()
  return versionId
}

/** Undefined for a permanent error, which is a refusal; with any other (no access, no connection) nothing was found out. */
export async function unlessRefused<Result>(sent: Promise<Result>): Promise<Result | undefined> {
  try {
    return await sent
  } catch (thrown) {
    if (thrown instanceof PermanentError) return undefined
    throw thrown
  }
}
