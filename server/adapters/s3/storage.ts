import type { CreateMultipartUploadCommandInput, HeadObjectCommandOutput } from '@aws-sdk/client-s3'
import type { Encryption, ObjectStorage } from '../../domain/object/storage.ts'

type StorageInput = Pick<
  CreateMultipartUploadCommandInput,
  'ServerSideEncryption' | 'SSEKMSKeyId' | 'StorageClass' | 'Tagging'
>

/** One thing that the store is asked for with every object. */
export interface Wish {
  /** For people: what is asked for, and the setting that asks for it. */
  name: string
  headers: Record<string, string>
  input: StorageInput
  isKept(found: HeadObjectCommandOutput, readTags: () => Promise<Record<string, string>>): Promise<boolean> | boolean
}

/** How objects are kept, as headers of a PUT. */
export function storageHeaders(storage: ObjectStorage): Record<string, string> {
  return Object.assign({}, ...wishesOf(storage).map(({ headers }) => headers))
}

/** The same for the start of an upload in parts. */
export function storageInput(storage: ObjectStorage): StorageInput {
  return Object.assign({}, ...wishesOf(storage).map(({ input }) => input))
}

/** What is asked for, one by one; nothing where the store is to do as it does. */
export function wishesOf({ encryption, storageClass, tags }: ObjectStorage): Wish[] {
  return [
    ...(encryption.kind === 'none' ? [] : [encryptionWish(encryption)]),
    ...(storageClass === 'STANDARD' ? [] : [classWish(storageClass)]),
    ...(Object.keys(tags).length === 0 ? [] : [tagsWish(tags)]),
  ]
}

function encryptionWish(encryption: Exclude<Encryption, { kind: 'none' }>): Wish {
  const name = 'Encryption (DESTINATION_ENCRYPTION)'
  if (encryption.kind === 'sse-s3') {
    return {
      name,
      headers: { 'x-amz-server-side-encryption': 'AES256' },
      input: { ServerSideEncryption: 'AES256' },
      isKept: ({ ServerSideEncryption }) => ServerSideEncryption === 'AES256',
    }
  }
  const { keyId } = encryption
  return {
    name,
    headers: { 'x-amz-server-side-encryption': 'aws:kms', 'x-amz-server-side-encryption-aws-kms-key-id': keyId },
    input: { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: keyId },
    isKept: ({ ServerSideEncryption, SSEKMSKeyId = '' }) =>
      ServerSideEncryption === 'aws:kms' && isSameKey(SSEKMSKeyId, keyId),
  }
}

/** A store tells the ARN of a key, whatever it was asked by; which key an alias leads to is not known here. */
function isSameKey(told: string, asked: string): boolean {
  const isAlias = /(?:^|:)alias\//.test(asked)
  return isAlias ? told !== '' : told === asked || told.endsWith(`/${asked}`)
}

function classWish(storageClass: ObjectStorage['storageClass']): Wish {
  return {
    name: `The storage class ${storageClass} (DESTINATION_STORAGE_CLASS)`,
    headers: { 'x-amz-storage-class': storageClass },
    input: { StorageClass: storageClass },
    isKept: (found) => found.StorageClass === storageClass,
  }
}

function tagsWish(tags: ObjectStorage['tags']): Wish {
  const pairs = Object.entries(tags)
  const header = pairs.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&')
  return {
    name: 'Tags (DESTINATION_TAGS)',
    headers: { 'x-amz-tagging': header },
    input: { Tagging: header },
    async isKept(_found, read) {
      const kept = await read()
      return pairs.every(([key, value]) => kept[key] === value)
    },
  }
}
