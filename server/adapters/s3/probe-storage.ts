import { GetObjectTaggingCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { FatalError, PermanentError } from '../../domain/errors.ts'
import type { BucketClient } from './client.ts'
import { quoteKey } from './errors.ts'
import { atProbeKey, PROBE_BODY, type ProbePlace } from './probe-key.ts'
import { type Wish, wishesOf } from './storage.ts'

/**
 * Makes sure that the store keeps objects as it is asked to: one is stored with one wish more each time and looked at, because
 * some stores refuse what they do not know and others overlook it.
 * @throws FatalError `s3.storage-not-kept`
 */
export async function assertStorage(client: BucketClient, prefix: string): Promise<void> {
  const headers: Record<string, string> = {}
  for (const wish of wishesOf(client.storage)) {
    Object.assign(headers, wish.headers)
    await atProbeKey(client, prefix, (place) => assertWish(client, place, wish, headers))
  }
}

async function assertWish(client: BucketClient, place: ProbePlace, wish: Wish, headers: Record<string, string>) {
  const { key } = place
  try {
    const answer = await client.send({ method: 'PUT', key, headers, body: [PROBE_BODY] })
    place.versionIds.push(answer.headers['x-amz-version-id'] ?? null)
    await answer.discard()
  } catch (thrown) {
    if (thrown instanceof PermanentError) throw notKept(client, wish, 'the store refuses it', thrown)
    throw thrown
  }
  const found = await client.control(`HEAD ${quoteKey(key)}`, (sdk) =>
    sdk.send(new HeadObjectCommand({ Bucket: client.bucket, Key: key })),
  )
  if (await wish.isKept(found, () => readTags(client, key))) return
  throw notKept(client, wish, 'the store took an object with it and does not confirm it')
}

async function readTags(client: BucketClient, key: string): Promise<Record<string, string>> {
  const command = new GetObjectTaggingCommand({ Bucket: client.bucket, Key: key })
  const { TagSet = [] } = await client.control(`read the tags of ${quoteKey(key)}`, (sdk) => sdk.send(command))
  return Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value]))
}

function notKept(client: BucketClient, { name }: Wish, found: string, cause?: Error): FatalError {
  const sentence = `${name} was asked for of ${client.name}, and ${found}. Nothing was copied. Change the setting, or what the bucket and the credentials allow.`
  return new FatalError('s3.storage-not-kept', sentence, { cause })
}
