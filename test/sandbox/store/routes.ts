import type { Answer } from './answer.ts'
import { getObjectAttributes } from './attributes.ts'
import { createBucket, getBucketLocation, headBucket, listBuckets } from './bucket-operations.ts'
import { completeMultipartUpload } from './completion.ts'
import { copyObject, uploadPartCopy } from './copies.ts'
import { deleteObject, deleteObjects } from './deletions.ts'
import { S3Error } from './errors.ts'
import type { ANY_OPERATION } from './faults.ts'
import { listObjects } from './listing.ts'
import { abortMultipartUpload, createMultipartUpload, uploadPart } from './multipart.ts'
import { getObject, headObject, headPart } from './object-reads.ts'
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './object-tags.ts'
import { putObject } from './object-writes.ts'
import { listMultipartUploads, listParts } from './part-listing.ts'
import type { BucketRequest, S3Request, StoreContext } from './request.ts'
import { listObjectVersions } from './version-listing.ts'
import { getBucketVersioning, putBucketVersioning } from './versioning.ts'

/** One operation: how a request for it looks, and what does it. */
export interface Route {
  /** The name under which faults are planned. */
  name: string
  method: string
  level: 'service' | 'bucket' | 'object'
  /** Query parameters that must be there; the first route that fits wins, so longer lists stand first. */
  query: readonly string[]
  /** Whether it takes its bytes from another object, which a header names. */
  isCopy?: boolean
  /** Whether a public bucket allows it without a signature. */
  isPublicRead?: boolean
  run(request: S3Request, context: StoreContext): Promise<Answer>
}

const inBucket =
  (operation: (request: BucketRequest, context: StoreContext) => Promise<Answer>): Route['run'] =>
  (request, context) =>
    operation({ ...request, bucket: context.buckets.find(request.target.bucket) }, context)

const ROUTES = [
  { name: 'list-buckets', method: 'GET', level: 'service', query: [], run: listBuckets },
  { name: 'create-bucket', method: 'PUT', level: 'bucket', query: [], run: createBucket },
  { name: 'head-bucket', method: 'HEAD', level: 'bucket', query: [], run: inBucket(headBucket) },
  { name: 'location', method: 'GET', level: 'bucket', query: ['location'], run: inBucket(getBucketLocation) },
  { name: 'versioning', method: 'GET', level: 'bucket', query: ['versioning'], run: inBucket(getBucketVersioning) },
  { name: 'put-versioning', method: 'PUT', level: 'bucket', query: ['versioning'], run: inBucket(putBucketVersioning) },
  { name: 'delete-many', method: 'POST', level: 'bucket', query: ['delete'], run: inBucket(deleteObjects) },
  { name: 'list-uploads', method: 'GET', level: 'bucket', query: ['uploads'], run: inBucket(listMultipartUploads) },
  { name: 'list', method: 'GET', level: 'bucket', query: ['list-type'], run: inBucket(listObjects) },
  { name: 'list-versions', method: 'GET', level: 'bucket', query: ['versions'], run: inBucket(listObjectVersions) },
  { name: 'tags', method: 'GET', level: 'object', query: ['tagging'], run: inBucket(getObjectTagging) },
  { name: 'put-tags', method: 'PUT', level: 'object', query: ['tagging'], run: inBucket(putObjectTagging) },
  { name: 'delete-tags', method: 'DELETE', level: 'object', query: ['tagging'], run: inBucket(deleteObjectTagging) },
  { name: 'attributes', method: 'GET', level: 'object', query: ['attributes'], run: inBucket(getObjectAttributes) },
  { name: 'list-parts', method: 'GET', level: 'object', query: ['uploadId'], run: inBucket(listParts) },
  { name: 'get', method: 'GET', level: 'object', query: [], isPublicRead: true, run: inBucket(getObject) },
  { name: 'head', method: 'HEAD', level: 'object', query: [], isPublicRead: true, run: inBucket(headObject) },
  { name: 'head-part', method: 'HEAD', level: 'object', query: ['partNumber'], run: inBucket(headPart) },
  {
    name: 'upload-part-copy',
    method: 'PUT',
    level: 'object',
    query: ['uploadId', 'partNumber'],
    isCopy: true,
    run: inBucket(uploadPartCopy),
  },
  { name: 'copy', method: 'PUT', level: 'object', query: [], isCopy: true, run: inBucket(copyObject) },
  { name: 'upload-part', method: 'PUT', level: 'object', query: ['uploadId', 'partNumber'], run: inBucket(uploadPart) },
  { name: 'put', method: 'PUT', level: 'object', query: [], run: inBucket(putObject) },
  { name: 'create-upload', method: 'POST', level: 'object', query: ['uploads'], run: inBucket(createMultipartUpload) },
  {
    name: 'complete-upload',
    method: 'POST',
    level: 'object',
    query: ['uploadId'],
    run: inBucket(completeMultipartUpload),
  },
  { name: 'abort-upload', method: 'DELETE', level: 'object', query: ['uploadId'], run: inBucket(abortMultipartUpload) },
  { name: 'delete', method: 'DELETE', level: 'object', query: [], run: inBucket(deleteObject) },
] as const satisfies readonly Route[]

export type OperationName = (typeof ROUTES)[number]['name']
type Method = (typeof ROUTES)[number]['method']

/** What faults can be planned for. */
export type FaultTarget = OperationName | Method | typeof ANY_OPERATION

/** Operations by their names, and methods. */
export const FAULT_TARGETS: readonly string[] = [...new Set(ROUTES.flatMap(({ name, method }) => [name, method]))]

/** Parameters that choose another operation; with one that no route names, the request asks for something not built. */
const SUBRESOURCES = [
  ...['accelerate', 'acl', 'analytics', 'attributes', 'cors', 'delete', 'encryption', 'inventory', 'legal-hold'],
  ...['lifecycle', 'location', 'logging', 'metrics', 'notification', 'object-lock', 'ownershipControls', 'partNumber'],
  ...['policy', 'policyStatus', 'publicAccessBlock', 'replication', 'requestPayment', 'restore', 'retention', 'select'],
  ...['tagging', 'torrent', 'uploadId', 'uploads', 'versioning', 'versions', 'website', 'list-type'],
]
/** Beginnings of headers that would change what an operation does; ignoring them would answer something else. */
const REFUSED_HEADERS = [
  ...['x-amz-acl', 'x-amz-grant-', 'x-amz-object-lock-', 'x-amz-website-redirect-location'],
  ...['x-amz-server-side-encryption-customer-', 'x-amz-copy-source-server-side-encryption-customer-'],
]

/**
 * The operation that a request asks for.
 * @throws S3Error NotImplemented for one that S3 has and this store has not, MethodNotAllowed otherwise
 */
export function findRoute(request: Pick<S3Request, 'message' | 'target' | 'headers'>): Route {
  const { target, headers } = request
  const level = target.bucket === '' ? 'service' : target.key === '' ? 'bucket' : 'object'
  const asked = target.query.map(([name]) => name).filter((name) => SUBRESOURCES.includes(name))
  const refused = Object.keys(headers).find((name) => REFUSED_HEADERS.some((start) => name.startsWith(start)))
  if (refused !== undefined) throw new S3Error('NotImplemented', { details: { Header: refused } })
  const method = request.message.method ?? ''
  const isCopy = method === 'PUT' && headers['x-amz-copy-source'] !== undefined
  const candidates: readonly Route[] = ROUTES.filter((route) => route.level === level && route.method === method)
  const route = candidates.find(
    (one) =>
      isCopy === (one.isCopy ?? false) &&
      one.query.length === asked.length &&
      one.query.every((name) => asked.includes(name)),
  )
  if (route !== undefined) return route
  const isDeleteBucket = method === 'DELETE' && level === 'bucket'
  if (candidates.length === 0 && !isDeleteBucket) throw methodNotAllowed(method, level)
  throw new S3Error('NotImplemented', {
    message: 'A method or query parameter you provided implies functionality that is not implemented',
  })
}

function methodNotAllowed(method: string, level: Route['level']): S3Error {
  const allowed = new Set(ROUTES.filter((route) => route.level === level).map((route) => route.method))
  return new S3Error('MethodNotAllowed', {
    details: { Method: method, ResourceType: level.toUpperCase() },
    headers: { allow: [...allowed].join(', ') },
  })
}
