import { PermanentError } from '../../domain/errors.ts'
import type { BucketClient } from './client.ts'
import { isAlreadyThere } from './existing.ts'
import { abortMultipart, completeMultipart, sendPart, startMultipart } from './multipart-calls.ts'
import { atProbeKey, PROBE_BODY, type ProbePlace, putProbe } from './probe-key.ts'

/** Whether an object that may only be created is stored where nothing is, and refused where something is. */
export function objectKeepsExisting(client: BucketClient, prefix: string): Promise<boolean> {
  return atProbeKey(client, prefix, (place) => createsOnce(() => putProbe(client, place, { 'if-none-match': '*' })))
}

/** The same for the completion of an upload in parts. */
export function completionKeepsExisting(client: BucketClient, prefix: string): Promise<boolean> {
  return atProbeKey(client, prefix, (place) => createsOnce(() => uploadProbe(client, place)))
}

/** A store that answers "something is there" when nothing is does not honour the condition either. */
async function createsOnce(create: () => Promise<unknown>): Promise<boolean> {
  return (await outcomeOf(create())) === 'created' && (await outcomeOf(create())) === 'kept'
}

async function outcomeOf(creating: Promise<unknown>): Promise<'created' | 'kept' | 'refused'> {
  try {
    await creating
    return 'created'
  } catch (thrown) {
    if (isAlreadyThere(thrown)) return 'kept'
    if (thrown instanceof PermanentError) return 'refused'
    throw thrown
  }
}

async function uploadProbe(client: BucketClient, { key, versionIds }: ProbePlace): Promise<void> {
  const multipart = await startMultipart(client, { key, contentType: 'text/plain' }, undefined)
  try {
    const etag = await sendPart(client, multipart, { number: 1, body: [PROBE_BODY], headers: {} })
    const { versionId } = await completeMultipart(client, multipart, [{ number: 1, etag, digest: undefined }], true)
    versionIds.push(versionId)
  } catch (thrown) {
    await abortMultipart(client, multipart)
    throw thrown
  }
}
