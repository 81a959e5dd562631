import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { S3Error } from './errors.ts'

/** Where and how S3 keeps the bytes: encryption and storage class, as the headers that answers carry. */
export type StorageHeaders = Readonly<Record<string, string>>

const ENCRYPTION = 'x-amz-server-side-encryption'
const KMS_KEY = 'x-amz-server-side-encryption-aws-kms-key-id'
const BUCKET_KEY = 'x-amz-server-side-encryption-bucket-key-enabled'
const STORAGE_CLASS = 'x-amz-storage-class'
const ENCRYPTIONS = ['AES256', 'aws:kms', 'aws:kms:dsse']
const STORAGE_CLASSES = [
  ...['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'REDUCED_REDUNDANCY'],
  ...['GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'],
]
/** Nothing in these can be read before it is restored. */
const ARCHIVES = ['GLACIER', 'DEEP_ARCHIVE']
const AWS_MANAGED_KEY = 'arn:aws:kms:eu-central-1:000000000000:key/aws-s3'

/**
 * How to keep an object; S3 encrypts with AES256 when nothing is asked for.
 * @throws S3Error InvalidArgument for an unknown encryption or a key without aws:kms, InvalidStorageClass
 */
export function parseStorageHeaders(headers: IncomingHttpHeaders): StorageHeaders {
  return { ...parseEncryption(headers), ...parseStorageClass(headers[STORAGE_CLASS]?.toString()) }
}

function parseEncryption(headers: IncomingHttpHeaders): StorageHeaders {
  const encryption = headers[ENCRYPTION]?.toString() ?? 'AES256'
  const key = headers[KMS_KEY]?.toString()
  if (!ENCRYPTIONS.includes(encryption)) {
    throw invalid(ENCRYPTION, encryption, 'The encryption method specified is not supported')
  }
  if (encryption === 'AES256') {
    if (key === undefined) return { [ENCRYPTION]: encryption }
    throw invalid(
      ENCRYPTION,
      encryption,
      'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
    )
  }
  const hasBucketKey = headers[BUCKET_KEY]?.toString().toLowerCase() === 'true'
  return {
    [ENCRYPTION]: encryption,
    [KMS_KEY]: key ?? AWS_MANAGED_KEY,
    ...(hasBucketKey ? { [BUCKET_KEY]: 'true' } : {}),
  }
}

function parseStorageClass(storageClass: string | undefined): StorageHeaders {
  if (storageClass === undefined || storageClass === 'STANDARD') return {}
  if (STORAGE_CLASSES.includes(storageClass)) return { [STORAGE_CLASS]: storageClass }
  throw new S3Error('InvalidStorageClass', { details: { StorageClassRequested: storageClass } })
}

/** The headers about encryption alone: what the answer to a write carries. */
export function encryptionHeaders(storage: StorageHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(storage).filter(([name]) => name.startsWith(ENCRYPTION)))
}

export function storageClassOf(storage: StorageHeaders): string {
  return storage[STORAGE_CLASS] ?? 'STANDARD'
}

/** @throws S3Error InvalidObjectState for an object in an archive */
export function assertReadable(storage: StorageHeaders): void {
  const storageClass = storageClassOf(storage)
  if (ARCHIVES.includes(storageClass)) {
    throw new S3Error('InvalidObjectState', { details: { StorageClass: storageClass } })
  }
}

/**
 * The ETag of bytes written at once, quoted: their MD5, except that with a KMS key it is none that a client could compute.
 * @param md5 lower-case hex
 */
export function etagOf(md5: string, storage: StorageHeaders): string {
  const key = storage[KMS_KEY]
  return `"${key === undefined ? md5 : createHash('md5').update(`${key} ${md5}`).digest('hex')}"`
}

function invalid(name: string, value: string, message: string): S3Error {
  return new S3Error('InvalidArgument', { message, details: { ArgumentName: name, ArgumentValue: value } })
}
