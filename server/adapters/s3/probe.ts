import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { PermanentError } from '../../domain/errors.ts'
import type { StoreCapabilities } from '../../domain/object/checksum.ts'
import type { BucketClient } from './client.ts'
import { abortMultipart, sendPart, startMultipart } from './multipart-calls.ts'
import { deleteVersion } from './read-back.ts'
import { checksumHeader, digestOf, type RequestChecksum } from './request-checksum.ts'

const BODY = Buffer.from('Doclift probe: the checksum of this text is sent wrong on purpose.\n')

/**
 * Finds out which kinds of request checksum the store refuses when wrong and takes when right, for objects and for parts. A
 * kind counts only when it holds for both: real stores take wrong ones silently (s3-copy.md A).
 * @param prefix without a slash at its end; what is stored below it is deleted again
 */
export async function probeCapabilities(client: BucketClient, prefix: string): Promise<StoreCapabilities> {
  const key = `${prefix}/${randomUUID()}`
  return {
    refusesWrongSha256: await refusesWrong(client, key, 'sha256'),
    refusesWrongMd5: await refusesWrong(client, key, 'md5'),
  }
}

async function refusesWrong(client: BucketClient, key: string, kind: RequestChecksum): Promise<boolean> {
  return (await objectRefuses(client, key, kind)) && (await partRefuses(client, key, kind))
}

async function objectRefuses(client: BucketClient, key: string, kind: RequestChecksum): Promise<boolean> {
  const versions: (string | null)[] = []
  const put = async (headers: Record<string, string>) => {
    const answer = await client.send({ method: 'PUT', key, headers, body: [BODY] })
    versions.push(answer.headers['x-amz-version-id'] ?? null)
    await answer.discard()
  }
  try {
    return await tellsApart(kind, put)
  } finally {
    for (const versionId of versions) await deleteVersion(client, key, versionId)
  }
}

async function partRefuses(client: BucketClient, key: string, kind: RequestChecksum): Promise<boolean> {
  const object = { key, body: Readable.from([]), sizeBytes: BODY.length, contentType: 'text/plain' }
  const multipart = await unlessRefused(startMultipart(client, object, kind))
  if (multipart === undefined) return false
  const put = async (headers: Record<string, string>) => {
    await sendPart(client, multipart, { number: 1, body: [BODY], headers })
  }
  try {
    return await tellsApart(kind, put)
  } finally {
    await abortMultipart(client, multipart)
  }
}

/** @param put sends the probe's body with these headers */
async function tellsApart(kind: RequestChecksum, put: (headers: Record<string, string>) => Promise<void>) {
  const takes = async (digested: Buffer) => {
    const sent = put(checksumHeader(kind, digestOf(kind, [digested]))).then(() => true)
    return (await unlessRefused(sent)) ?? false
  }
  return (await takes(BODY)) && !(await takes(Buffer.from('other bytes')))
}

/** Undefined for a permanent error, which is a refusal; with any other (no access, no connection) nothing was found out. */
async function unlessRefused<Result>(sent: Promise<Result>): Promise<Result | undefined> {
  try {
    return await sent
  } catch (thrown) {
    if (thrown instanceof PermanentError) return undefined
    throw thrown
  }
}
