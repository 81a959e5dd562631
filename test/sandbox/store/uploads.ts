import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { WrittenFile } from './body.ts'
import { type Checksum, type ChecksumAlgorithm, type ChecksumType, checksumHeader } from './checksums.ts'
import { S3Error } from './errors.ts'
import { readJson, writeJson } from './json-files.ts'
import type { ObjectDescription } from './objects.ts'
import { etagOf } from './storage-headers.ts'

/** A multipart upload in progress. */
export interface Upload extends ObjectDescription {
  uploadId: string
  key: string
  startedAt: string
  /** Of the checksum that the object shall have; undefined when none was asked for. */
  checksumAlgorithm?: ChecksumAlgorithm
  checksumType?: ChecksumType
}

export interface UploadedPart {
  partNumber: number
  sizeBytes: number
  /** Lower-case hex. */
  md5: string
  checksum: Checksum | undefined
  uploadedAt: string
}

/** What is remembered of an upload that became an object. */
export interface CompletedUpload {
  key: string
  /** The list of parts as it was sent. */
  listed: unknown
  /** Of the version that it became. */
  dataId: string
}

const UPLOAD_ID = /^[A-Za-z0-9_-]{32}$/
const PART_FILE = /^part-(\d{5})\.json$/
const COMPLETED = 'completed'

export async function startUpload(folder: string, facts: Omit<Upload, 'uploadId' | 'startedAt'>): Promise<Upload> {
  const upload = { ...facts, uploadId: randomBytes(24).toString('base64url'), startedAt: new Date().toISOString() }
  await mkdir(join(folder, upload.uploadId), { recursive: true })
  await writeJson(uploadFile(folder, upload.uploadId), upload)
  return upload
}

/**
 * The upload of this id for this key.
 * @throws S3Error NoSuchUpload
 */
export async function findUpload(folder: string, uploadId: string, key: string): Promise<Upload> {
  const upload = UPLOAD_ID.test(uploadId) ? await readJson<Upload>(uploadFile(folder, uploadId)) : undefined
  if (upload?.key === key) return upload
  throw new S3Error('NoSuchUpload', { details: { UploadId: uploadId } })
}

/** Keeps a received part, in the place of an earlier one of the same number. */
export async function keepPart(
  folder: string,
  upload: Upload,
  partNumber: number,
  body: WrittenFile,
): Promise<UploadedPart> {
  const { sizeBytes, md5, checksum } = body
  const part = { partNumber, sizeBytes, md5, checksum, uploadedAt: new Date().toISOString() }
  const file = partFile(folder, upload.uploadId, partNumber)
  await rename(body.file, file)
  await writeJson(`${file}.json`, part)
  return part
}

/** The parts so far, by number. */
export async function listUploadedParts(folder: string, upload: Upload): Promise<UploadedPart[]> {
  const directory = join(folder, upload.uploadId)
  const names = (await readdir(directory)).filter((name) => PART_FILE.test(name)).sort()
  const parts = await Promise.all(names.map((name) => readJson<UploadedPart>(join(directory, name))))
  return parts.filter((part) => part !== undefined)
}

/** The uploads in progress, by key and start. */
export async function listUploads(folder: string): Promise<Upload[]> {
  const ids = (await readdir(folder)).filter((name) => UPLOAD_ID.test(name))
  const uploads = await Promise.all(ids.map((id) => readJson<Upload>(uploadFile(folder, id))))
  return uploads
    .filter((upload) => upload !== undefined)
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)) || a.startedAt.localeCompare(b.startedAt))
}

/** Forgets an upload and its parts. The upload is unknown from the first step on. */
export async function removeUpload(folder: string, uploadId: string): Promise<void> {
  await rm(uploadFile(folder, uploadId), { force: true })
  await rm(join(folder, uploadId), { recursive: true, force: true })
}

/** Remembers what became of an upload, for a completion that is asked for again. */
export async function rememberCompleted(folder: string, uploadId: string, completed: CompletedUpload): Promise<void> {
  await mkdir(join(folder, COMPLETED), { recursive: true })
  await writeJson(completedFile(folder, uploadId), completed)
}

/** What became of an upload, or undefined. */
export async function findCompleted(folder: string, uploadId: string): Promise<CompletedUpload | undefined> {
  return UPLOAD_ID.test(uploadId) ? readJson<CompletedUpload>(completedFile(folder, uploadId)) : undefined
}

export function partFile(folder: string, uploadId: string, partNumber: number): string {
  return join(folder, uploadId, `part-${String(partNumber).padStart(5, '0')}`)
}

/** The ETag of a part, quoted. */
export function uploadedEtag({ storageHeaders }: Upload, { md5 }: UploadedPart): string {
  return etagOf(md5, storageHeaders)
}

/** The header that carries the checksum of a part, or none. */
export function partChecksumHeaders({ checksum }: UploadedPart): Record<string, string> {
  return checksum ? { [checksumHeader(checksum.algorithm)]: checksum.value } : {}
}

function uploadFile(folder: string, uploadId: string): string {
  return join(folder, uploadId, 'upload.json')
}

function completedFile(folder: string, uploadId: string): string {
  return join(folder, COMPLETED, `${uploadId}.json`)
}
