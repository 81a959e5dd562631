import { CHECKSUM_ALGORITHMS, CHECKSUM_NAMES, type ChecksumAlgorithm } from './checksum.ts'

/** What a store was seen to do, found by probing: real stores differ, and take in silence what they do not look at. */
export interface StoreCapabilities {
  /** Kinds of checksum that it takes when right and refuses when wrong. */
  refusesWrong: {
    /** For objects sent whole. */
    objects: readonly ChecksumAlgorithm[]
    parts: readonly ChecksumAlgorithm[]
  }
  /** Whether a write that may only create leaves what is there alone. */
  keepsExisting: {
    /** For objects sent whole. */
    objects: boolean
    /** For the completion of an upload in parts. */
    completions: boolean
  }
  /** Whether what was overwritten stays, under a version id. */
  keepsVersions: boolean
}

/** What may be taken for granted of a store that was not probed. */
export const NOTHING_PROVEN: StoreCapabilities = {
  refusesWrong: { objects: [], parts: [] },
  keepsExisting: { objects: false, completions: false },
  keepsVersions: false,
}

/** What a store proves, in sentences for people. */
export function describeCapabilities({ refusesWrong, keepsExisting, keepsVersions }: StoreCapabilities): string {
  return [
    describeProofs(refusesWrong),
    keepsExisting.objects && keepsExisting.completions
      ? 'It leaves existing objects alone when told to.'
      : 'It may overwrite existing objects although told not to, so Doclift looks first.',
    keepsVersions ? 'It keeps versions.' : 'It keeps no versions.',
  ].join(' ')
}

function describeProofs({ objects, parts }: StoreCapabilities['refusesWrong']): string {
  const [whole, part] = [nameKinds(objects), nameKinds(parts)]
  if (objects.length === 0 && parts.length === 0) {
    return 'It refuses no wrong checksum, so every object is read back and compared.'
  }
  if (whole === part) return `It refuses wrong ${whole}.`
  return `Of objects sent whole it refuses ${describeKinds(whole)}, of parts ${describeKinds(part)}.`
}

function describeKinds(names: string): string {
  return names === '' ? 'no wrong checksum, so they are read back and compared' : `wrong ${names}`
}

function nameKinds(kinds: readonly ChecksumAlgorithm[]): string {
  const names = CHECKSUM_ALGORITHMS.filter((kind) => kinds.includes(kind)).map((kind) => CHECKSUM_NAMES[kind])
  return names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
