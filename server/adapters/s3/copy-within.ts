import { createHash } from 'node:crypto'
import { CopyObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { DocliftError } from '../../domain/errors.ts'
import { chunksOf } from '../../domain/object/byte-body.ts'
import type { CopySource } from '../../ports/object-store.ts'
import { copyInParts } from './copy-parts.ts'
import { copySourceHeader } from './copy-source.ts'
import { quoteKey } from './errors.ts'
import { plainEtag } from './etag.ts'
import { headObject } from './head.ts'
import { describeObject } from './object-headers.ts'
import { deleteVersion } from './read-back.ts'
import { storageInput } from './storage.ts'
import type { Joined, Upload, Uploaded } from './upload.ts'

const MIB = 1024 * 1024
const GIB = 1024 * MIB
/** S3 copies no more by one request. */
export const LARGEST_COPY_BYTES = 5 * GIB

/** The buckets whose objects a store copies by itself, as far as this process has found out. */
export interface CopyRoutes {
  /** A bucket leaves when its objects turn out not to be copied so, and is not tried again. */
  buckets: Set<string>
  /** The first copy of a process is read, because ETags of other stores may mean something else. */
  isProven: boolean
  largestCopyBytes: number
}

/** It is gone, or another one by now; every other refusal will be the same for the next object. */
const OF_ONE_OBJECT = ['s3.not-found', 's3.already-exists']

/** How the parts of the source were cut, which its ETag depends on; one part when it was stored whole. */
interface Cut {
  partBytes: number
  parts: number
}

/**
 * Has the store copy an object that it holds already, so that its bytes need not pass here. It counts only when the copy has the
 * ETag of the source, which is the MD5 of its bytes, or of the MD5s of its parts.
 * @returns undefined when the bytes have to be sent
 */
export async function copyWithin(upload: Upload): Promise<Uploaded | undefined> {
  const { object, copyRoutes: routes } = upload
  const source = object.copySource
  if (source === undefined || !routes.buckets.has(source.bucket)) return undefined
  if (object.isCreateOnly && (await headObject(upload.client, object.key))) return undefined
  try {
    const cut = await cutOf(upload, source)
    if (cut === undefined) return undefined
    const copied = await (cut.parts === 1 ? copyWhole(upload, source) : copyInParts(upload, source, cut))
    if (await isFaithful(upload, source, cut, copied)) return { ...copied, checksum: null, attestation: 'copied-etag' }
    await deleteVersion(upload.client, object.key, copied.versionId)
  } catch (thrown) {
    if (!(thrown instanceof DocliftError) || thrown.behaviour === 'transient') throw thrown
    if (OF_ONE_OBJECT.includes(thrown.code)) return undefined
  }
  routes.buckets.delete(source.bucket)
  return undefined
}

async function cutOf({ client, object, copyRoutes }: Upload, source: CopySource): Promise<Cut | undefined> {
  const [, parts] = /^[0-9a-f]{32}(?:-(\d+))?$/.exec(source.etag) ?? [undefined, '0']
  if (parts === undefined)
    return object.sizeBytes > copyRoutes.largestCopyBytes ? undefined : { partBytes: object.sizeBytes, parts: 1 }
  const count = Number(parts)
  if (count < 2) return undefined
  const command = new HeadObjectCommand({ ...addressOf(source), PartNumber: 1 })
  const first = await client.control(`HEAD ${quoteKey(source.key)}`, (sdk) => sdk.send(command))
  const partBytes = first.ContentLength ?? 0
  const isEven = first.PartsCount === count && Math.ceil(object.sizeBytes / partBytes) === count
  return isEven && partBytes <= copyRoutes.largestCopyBytes ? { partBytes, parts: count } : undefined
}

function addressOf({ bucket, key, versionId }: CopySource) {
  return { Bucket: bucket, Key: key, ...(versionId === null ? {} : { VersionId: versionId }) }
}

async function copyWhole({ client, object }: Upload, source: CopySource): Promise<Joined> {
  const { contentType, contentDisposition, metadata } = describeObject(object)
  const command = new CopyObjectCommand({
    Bucket: client.bucket,
    Key: object.key,
    CopySource: copySourceHeader(source),
    CopySourceIfMatch: `"${source.etag}"`,
    MetadataDirective: 'REPLACE',
    TaggingDirective: 'REPLACE',
    ContentType: contentType,
    ContentDisposition: contentDisposition,
    Metadata: metadata,
    ...storageInput(client.storage),
  })
  const answer = await client.control(`copy to ${quoteKey(object.key)}`, (sdk) => sdk.send(command))
  return { etag: plainEtag(answer.CopyObjectResult?.ETag), versionId: answer.VersionId ?? null }
}

/**
 * Whether the copy is what was to be copied. Stores that overlook the condition on the source copy what is there by now, which
 * has another ETag.
 */
async function isFaithful(upload: Upload, source: CopySource, cut: Cut, copied: Joined): Promise<boolean> {
  const { client, object, copyRoutes: routes } = upload
  const found = await headObject(client, object.key, copied.versionId)
  const isSame = found?.etag === source.etag && found.sizeBytes === object.sizeBytes
  if (!isSame || copied.etag !== source.etag) return false
  routes.isProven ||= (await md5Of(upload, cut, copied)) === source.etag
  return routes.isProven
}

/** The ETag that the bytes of the copy have by their MD5s. */
async function md5Of({ client, object, signal }: Upload, { partBytes, parts }: Cut, { versionId }: Joined) {
  const query = versionId === null ? {} : { query: [['versionId', versionId] as const] }
  const answer = await client.send({ method: 'GET', key: object.key, ...query, signal })
  const { body } = await answer.open(0)
  const digests: Buffer[] = []
  let hash = createHash('md5')
  let leftBytes = partBytes
  for await (const chunk of chunksOf(body)) {
    for (let rest = chunk; rest.length > 0; ) {
      const piece = rest.subarray(0, leftBytes)
      hash.update(piece)
      rest = rest.subarray(piece.length)
      leftBytes -= piece.length
      if (leftBytes > 0) continue
      digests.push(hash.digest())
      hash = createHash('md5')
      leftBytes = partBytes
    }
  }
  if (leftBytes < partBytes) digests.push(hash.digest())
  if (parts === 1) return digests[0]?.toString('hex')
  return `${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${digests.length}`
}
