import type { S3ErrorCode } from './errors.ts'

/** In what a store differs from Amazon's. */
export interface Traits {
  /** The code with which bodies with trailers are refused. */
  trailersRefusedWith?: S3ErrorCode
  /** x-amz-checksum-* headers and trailers are neither compared, stored nor returned. */
  ignoresChecksums?: boolean
  /** Content-MD5 and the signed payload hash are not compared. */
  ignoresBodyDigests?: boolean
  /** No bucket has versions, and no answer names one. */
  hasNoVersions?: boolean
  /** Error documents have an empty message. */
  hasEmptyMessages?: boolean
  /** Operations whose `If-Match` and `If-None-Match` are overlooked; `x-amz-copy-source` stands for those on the source. */
  overlooksConditionsOf?: readonly string[]
  /** Operations that are answered 501. */
  refusedOperations?: readonly string[]
  /** Request headers that are answered 501; with an operation before a colon, only there. */
  refusedHeaders?: readonly string[]
}

/** Real servers that were looked at (s3-copy.md A). */
export const SERVERS = ['Ceph radosgw 16.2', 'OpenStack Swift 2.30 s3api', 's3rver 3.7.1'] as const
export type Server = (typeof SERVERS)[number]

interface Personality {
  /** The servers that were seen to be so. */
  seenOn: readonly Server[]
  traits: Traits
}

/** The ways in which stores other than Amazon's are known to differ; several may be put together. */
export const PERSONALITIES = {
  /** Ceph radosgw 16.2: 411 for a stream that the SDK sends with its default settings. */
  'refuses-trailers-411': {
    seenOn: ['Ceph radosgw 16.2'],
    traits: { trailersRefusedWith: 'MissingContentLength' },
  },
  /** OpenStack Swift 2.30 with s3api: 501 for the same stream. */
  'refuses-trailers-501': {
    seenOn: ['OpenStack Swift 2.30 s3api'],
    traits: { trailersRefusedWith: 'NotImplemented' },
  },
  /** Ceph radosgw 16.2 and Swift 2.30: a wrong x-amz-checksum-* is taken; Content-MD5 and payload hash are compared. */
  'ignores-checksums': {
    seenOn: ['Ceph radosgw 16.2', 'OpenStack Swift 2.30 s3api'],
    traits: { ignoresChecksums: true },
  },
  /** s3rver 3.7.1: nothing that is said of a body is compared with it. */
  'attests-nothing': {
    seenOn: ['s3rver 3.7.1'],
    traits: { ignoresChecksums: true, ignoresBodyDigests: true },
  },
  /** s3rver 3.7.1: `If-None-Match: *` replaces what is there. */
  'no-conditional-create': {
    seenOn: ['s3rver 3.7.1'],
    traits: { overlooksConditionsOf: ['put', 'complete-upload', 'copy'] },
  },
  /** Ceph radosgw 16.2: `If-None-Match: *` works on PutObject and is overlooked on CompleteMultipartUpload. */
  'no-conditional-completion': {
    seenOn: ['Ceph radosgw 16.2'],
    traits: { overlooksConditionsOf: ['complete-upload'] },
  },
  /** Ceph radosgw 16.2: conditions on the source of a copy are overlooked. */
  'no-copy-conditions': {
    seenOn: ['Ceph radosgw 16.2'],
    traits: { overlooksConditionsOf: ['x-amz-copy-source'] },
  },
  /** OpenStack Swift 2.30 with s3api: 501 for a PutObject with `If-None-Match`. */
  'refuses-conditional-create-501': {
    seenOn: ['OpenStack Swift 2.30 s3api'],
    traits: { refusedHeaders: ['put:if-none-match', 'put:if-match'] },
  },
  /** s3rver 3.7.1 has no versions; the 501 for the calls is assumed. */
  'no-versioning': {
    seenOn: ['s3rver 3.7.1'],
    traits: { hasNoVersions: true, refusedOperations: ['versioning', 'put-versioning', 'list-versions'] },
  },
  /** OpenStack Swift 2.30 with s3api: 501 for tags. */
  'no-tagging': {
    seenOn: ['OpenStack Swift 2.30 s3api'],
    traits: { refusedOperations: ['tags', 'put-tags', 'delete-tags'], refusedHeaders: ['x-amz-tagging'] },
  },
  /** OpenStack Swift 2.30 with s3api: 501 for encryption by the store. */
  'no-encryption': {
    seenOn: ['OpenStack Swift 2.30 s3api'],
    traits: { refusedHeaders: ['x-amz-server-side-encryption'] },
  },
  /** All three: GetObjectAttributes fails. That it does with 501 is assumed. */
  'no-attributes': {
    seenOn: ['Ceph radosgw 16.2', 'OpenStack Swift 2.30 s3api', 's3rver 3.7.1'],
    traits: { refusedOperations: ['attributes'] },
  },
  /** Ceph radosgw 16.2: codes without sentences, which the SDK shows as UnknownError. */
  'empty-messages': {
    seenOn: ['Ceph radosgw 16.2'],
    traits: { hasEmptyMessages: true },
  },
} as const satisfies Record<string, Personality>

export type PersonalityName = keyof typeof PERSONALITIES

export const PERSONALITY_NAMES = Object.keys(PERSONALITIES) as PersonalityName[]

/** The personalities that together are like this server. */
export function personalitiesOf(server: Server): PersonalityName[] {
  return PERSONALITY_NAMES.filter((name) => (PERSONALITIES[name].seenOn as readonly Server[]).includes(server))
}

/** What one store is like at the moment. */
export interface PersonalityHolder {
  readonly traits: Traits
  /** Puts these together in place of the ones before; none is Amazon's. @throws RangeError for an unknown name */
  set(names: readonly string[]): void
}

/** @throws RangeError for an unknown name */
export function createPersonality(names: readonly string[] = []): PersonalityHolder {
  let traits = combineTraits(names)
  return {
    get traits() {
      return traits
    },
    set: (others) => {
      traits = combineTraits(others)
    },
  }
}

function combineTraits(names: readonly string[]): Traits {
  const all: Traits[] = names.map((name) => PERSONALITIES[parsePersonality(name)].traits)
  return {
    ...Object.assign({}, ...all),
    overlooksConditionsOf: all.flatMap(({ overlooksConditionsOf = [] }) => overlooksConditionsOf),
    refusedOperations: all.flatMap(({ refusedOperations = [] }) => refusedOperations),
    refusedHeaders: all.flatMap(({ refusedHeaders = [] }) => refusedHeaders),
  }
}

/** The personality of this name. @throws RangeError when there is none */
export function parsePersonality(name: string): PersonalityName {
  const known = PERSONALITY_NAMES.find((candidate) => candidate === name)
  if (known !== undefined) return known
  throw new RangeError(`The personality must be one of ${PERSONALITY_NAMES.join(', ')}; it is "${name}".`)
}
