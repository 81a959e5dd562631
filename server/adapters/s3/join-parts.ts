import { createHash } from 'node:crypto'
import { PermanentError } from '../../domain/errors.ts'
import type { BucketClient } from './client.ts'
import { quoteKey } from './errors.ts'
import { plainEtag } from './etag.ts'
import { headObject } from './head.ts'
import { completeMultipart, type Multipart, type SentPart } from './multipart-calls.ts'
import { deleteVersion } from './read-back.ts'
import type { Joined, Upload } from './upload.ts'

/**
 * Makes an object of the parts.
 * @throws PermanentError `s3.already-exists`, `s3.checksum-mismatch`; TransientError `s3.upload-gone`, `s3.part-changed`
 */
export async function joinParts(upload: Upload, multipart: Multipart, parts: readonly SentPart[]): Promise<Joined> {
  const { client, object, capabilities } = upload
  const isCreateOnly = capabilities.keepsExisting.completions && object.isCreateOnly === true
  const completed = await completeMultipart(client, multipart, parts, isCreateOnly)
  const joined = completed.etag === '' ? await askForEtag(client, object.key, completed) : completed
  await assertEtag(client, multipart, parts, joined)
  return joined
}

/** Ceph leaves the ETag out of what it answers to a completion. */
async function askForEtag(client: BucketClient, key: string, { versionId }: Joined): Promise<Joined> {
  const found = await headObject(client, key, versionId)
  return { etag: found?.etag ?? '', versionId: versionId ?? found?.versionId ?? null }
}

/**
 * Where the parts' ETags are the MD5s that were sent, the object's must be the MD5 of those with the number of parts; another
 * one means that the store joined other parts, and what it made of them is taken away. ETags of encrypted objects have no such
 * meaning and are not compared.
 */
async function assertEtag(
  client: BucketClient,
  multipart: Multipart,
  parts: readonly SentPart[],
  { etag, versionId }: Joined,
): Promise<void> {
  const md5s = multipart.kind === 'md5' ? parts.flatMap(({ digest }) => digest ?? []) : []
  const areMd5s = md5s.length > 0 && parts.every((part, at) => plainEtag(part.etag) === md5s[at]?.toString('hex'))
  if (!areMd5s) return
  const expected = `${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-${parts.length}`
  if (etag === expected) return
  await deleteVersion(client, multipart.key, versionId)
  throw new PermanentError(
    's3.checksum-mismatch',
    `Expected the ETag ${expected} from ${client.name} for ${quoteKey(multipart.key)}; it is ${etag}, so the parts were not joined as sent. The object was deleted. Copy the record again.`,
  )
}
