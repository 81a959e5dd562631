import { S3Error } from './errors.ts'
import type { ObjectFiles, ObjectVersion } from './objects.ts'

/**
 * The version that a read means: the current one, or the one asked for.
 * @throws S3Error NoSuchKey, NoSuchVersion, MethodNotAllowed for a delete marker asked for by its id
 */
export async function findVersion(
  objects: ObjectFiles,
  key: string,
  versionId: string | undefined,
): Promise<ObjectVersion> {
  const versions = await objects.versions(key)
  if (versionId === undefined) return currentOf(key, versions[0])
  const version = versions.find((candidate) => candidate.versionId === versionId)
  if (version === undefined) throw new S3Error('NoSuchVersion', { details: { Key: key, VersionId: versionId } })
  if (!version.isDeleteMarker) return version
  throw new S3Error('MethodNotAllowed', {
    details: { Method: 'GET', ResourceType: 'DeleteMarker' },
    headers: {
      ...markerHeaders(version),
      allow: 'DELETE',
      'last-modified': new Date(version.modifiedAt).toUTCString(),
    },
  })
}

function currentOf(key: string, current: ObjectVersion | undefined): ObjectVersion {
  if (current && !current.isDeleteMarker) return current
  throw new S3Error('NoSuchKey', { details: { Key: key }, headers: current ? markerHeaders(current) : {} })
}

function markerHeaders({ versionId }: ObjectVersion): Record<string, string> {
  return { 'x-amz-delete-marker': 'true', 'x-amz-version-id': versionId }
}
