import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReceivedBody } from './body.ts'
import { type ChecksumAlgorithm, checksumHeader } from './checksums.ts'
import { S3Error } from './errors.ts'
import { readJson, writeJson } from './json-files.ts'

/** A multipart upload in progress. */
export interface Upload {
  uploadId: string
  key: string
  startedAt: string
  contentHeaders: Record<string, string>
  userMetadata: Record<string, string>
  /** Every part must then carry a checksum of this kind. */
  checksumAlgorithm: ChecksumAlgorithm | undefined
}

export interface UploadedPart {
  partNumber: number
  sizeBytes: number
  /** Lower-case hex. */
  md5: string
  /** Base64, of the upload's algorithm. */
  checksum: string | undefined
  uploadedAt: string
}

const UPLOAD_ID = /^[A-Za-z0-9_-]{32}$/
const PART_FILE = /^part-(\d{5})\.json$/

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
  body: ReceivedBody,
): Promise<UploadedPart> {
  const { sizeBytes, md5, checksum } = body
  const part = { partNumber, sizeBytes, md5, checksum: checksum?.value, uploadedAt: new Date().toISOString() }
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

export function partFile(folder: string, uploadId: string, partNumber: number): string {
  return join(folder, uploadId, `part-${String(partNumber).padStart(5, '0')}`)
}

/** The header that carries the checksum of a part, or none. */
export function partChecksumHeaders(upload: Upload, part: UploadedPart): Record<string, string> {
  const { checksumAlgorithm } = upload
  return checksumAlgorithm && part.checksum ? { [checksumHeader(checksumAlgorithm)]: part.checksum } : {}
}

function uploadFile(folder: string, uploadId: string): string {
  return join(folder, uploadId, 'upload.json')
}
