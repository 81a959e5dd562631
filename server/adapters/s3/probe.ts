import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from '../../domain/object/checksum.ts'
import type { StoreCapabilities } from '../../domain/object/store-capabilities.ts'
import type { BucketClient } from './client.ts'
import { objectRefuses, partRefuses } from './probe-checksums.ts'
import { completionKeepsExisting, objectKeepsExisting } from './probe-creation.ts'
import { atProbeKey, putProbe } from './probe-key.ts'
import { assertStorage } from './probe-storage.ts'

/**
 * Finds out what the store refuses, keeps and tells: real stores differ, and take silently what they do not look at
 * (s3-copy.md A).
 * @param prefix without a slash at its end; what is stored below it is deleted again
 * @throws FatalError `s3.storage-not-kept` when it does not keep objects as it is asked to
 */
export async function probeCapabilities(client: BucketClient, prefix: string): Promise<StoreCapabilities> {
  await assertStorage(client, prefix)
  const [objects, parts, keepsObjects, keepsCompletions, keepsVersions] = await Promise.all([
    kindsThat((kind) => objectRefuses(client, prefix, kind)),
    kindsThat((kind) => partRefuses(client, prefix, kind)),
    objectKeepsExisting(client, prefix),
    completionKeepsExisting(client, prefix),
    tellsVersions(client, prefix),
  ])
  return {
    refusesWrong: { objects, parts },
    keepsExisting: { objects: keepsObjects, completions: keepsCompletions },
    keepsVersions,
  }
}

async function kindsThat(refuses: (kind: ChecksumAlgorithm) => Promise<boolean>): Promise<ChecksumAlgorithm[]> {
  const are = await Promise.all(CHECKSUM_ALGORITHMS.map(refuses))
  return CHECKSUM_ALGORITHMS.filter((_, at) => are[at])
}

/** Where versions are no longer kept, all new ones are called "null". */
function tellsVersions(client: BucketClient, prefix: string): Promise<boolean> {
  return atProbeKey(client, prefix, async (place) => {
    const versionId = await putProbe(client, place)
    return versionId !== null && versionId !== 'null'
  })
}
