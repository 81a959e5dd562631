import { REQUEST_CHECKSUMS, type RequestChecksum } from './checksum.ts'

/** What a store was seen to do, found by probing: real stores differ, and take in silence what they do not look at. */
export interface StoreCapabilities {
  /** Kinds of request checksum that it takes when right and refuses when wrong. */
  refusesWrong: {
    /** For objects sent whole. */
    objects: readonly RequestChecksum[]
    parts: readonly RequestChecksum[]
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

/** The kind of checksum to send, out of the proven ones; undefined when there is none, so that a store has to be read back. */
export function bestChecksum(proven: readonly RequestChecksum[]): RequestChecksum | undefined {
  return REQUEST_CHECKSUMS.find((kind) => proven.includes(kind))
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

const NAMES: Readonly<Record<RequestChecksum, string>> = { sha256: 'SHA-256', md5: 'MD5' }

function nameKinds(kinds: readonly RequestChecksum[]): string {
  return REQUEST_CHECKSUMS.filter((kind) => kinds.includes(kind))
    .map((kind) => NAMES[kind])
    .join(' and ')
}
