import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { type Behaviour, told } from './behaviour.ts'
import type { Bench } from './bench.ts'

const KEYS = ['a b', 'a/1', 'a/2', 'ä+%&', 'z']

/** Lists, deletion and versions. */
export const BUCKETS: readonly Behaviour[] = [
  { does: 'a list of odd keys', answer: (bench) => listed(bench, {}) },
  { does: 'a list from a key on', answer: (bench) => listed(bench, { StartAfter: 'a/1' }) },
  { does: 'a list with a delimiter', answer: (bench) => listed(bench, { Delimiter: '/' }) },
  { does: 'the second page of a list', answer: secondPage },
  { does: 'a bucket that is not there', answer: noBucket },
  { does: 'DELETE where nothing is', answer: deleteNothing },
  { does: "deletion of several objects with the SDK's usual settings", answer: deleteSeveral },
  { does: 'a bucket set to keep versions', answer: (bench) => inVersions(bench, async () => '') },
  { does: 'two PUTs where versions are kept', answer: (bench) => inVersions(bench, twoVersions) },
  { does: 'GET of an older version', answer: (bench) => inVersions(bench, olderVersion) },
  { does: 'DELETE where versions are kept', answer: (bench) => inVersions(bench, deleteMarker) },
  { does: 'the list of versions', answer: (bench) => inVersions(bench, versionList) },
]

async function listed(bench: Bench, input: Partial<ListObjectsV2CommandInput>): Promise<string> {
  const Prefix = await withKeys(bench)
  const StartAfter = input.StartAfter === undefined ? undefined : Prefix + input.StartAfter
  const asked = { Bucket: bench.bucket, Prefix, ...input, StartAfter }
  if (input.Delimiter !== undefined) asked.Prefix = `${Prefix}a`
  return told(bench.sdk.send(new ListObjectsV2Command(asked)), ({ Contents = [], CommonPrefixes = [] }) => {
    const found = [
      ...Contents.map(({ Key }) => Key),
      ...CommonPrefixes.map(({ Prefix: common }) => `${common} (prefix)`),
    ]
    return found.map((key = '') => `"${key.replace(Prefix, '')}"`).join(' ')
  })
}

async function secondPage(bench: Bench): Promise<string> {
  const asked = { Bucket: bench.bucket, Prefix: await withKeys(bench), MaxKeys: 3 }
  const { NextContinuationToken: ContinuationToken } = await bench.sdk.send(new ListObjectsV2Command(asked))
  const second = bench.sdk.send(new ListObjectsV2Command({ ...asked, ContinuationToken }))
  return told(second, ({ Contents = [], IsTruncated = false }) => `${Contents.length} keys, truncated: ${IsTruncated}`)
}

/** Stores an object at each key below a prefix of its own and gives that. */
async function withKeys({ sdk, bucket, newKey }: Bench): Promise<string> {
  const prefix = `${newKey()}/`
  for (const key of KEYS) await sdk.send(new PutObjectCommand({ Bucket: bucket, Key: prefix + key, Body: key }))
  return prefix
}

async function noBucket({ sdk }: Bench): Promise<string> {
  const Bucket = 'no-bucket-of-this-name'
  const list = await told(sdk.send(new ListObjectsV2Command({ Bucket })))
  return `list ${list}; HEAD ${await told(sdk.send(new HeadBucketCommand({ Bucket })))}`
}

function deleteNothing({ sdk, bucket, newKey }: Bench): Promise<string> {
  return told(sdk.send(new DeleteObjectCommand({ Bucket: bucket, Key: newKey() })))
}

async function deleteSeveral(bench: Bench): Promise<string> {
  const prefix = await withKeys(bench)
  const Objects = KEYS.map((key) => ({ Key: prefix + key }))
  const command = new DeleteObjectsCommand({ Bucket: bench.bucket, Delete: { Objects } })
  return told(bench.usualSdk.send(command), ({ Deleted = [] }) => `${Deleted.length} deleted`)
}

interface Versioned {
  bench: Bench
  where: { Bucket: string; Key: string }
}

/** Tries something with an object of two versions; what refuses to keep them is told instead. */
async function inVersions(bench: Bench, act: (versioned: Versioned) => Promise<string>): Promise<string> {
  const where = { Bucket: `versions-${bench.newKey()}`, Key: 'object' }
  await bench.sdk.send(new CreateBucketCommand({ Bucket: where.Bucket }))
  const VersioningConfiguration = { Status: 'Enabled' } as const
  const set = await told(
    bench.sdk.send(new PutBucketVersioningCommand({ Bucket: where.Bucket, VersioningConfiguration })),
  )
  return set.startsWith('200') ? (await act({ bench, where })) || set : set
}

async function putTwo({ bench, where }: Versioned): Promise<(string | undefined)[]> {
  const first = await bench.sdk.send(new PutObjectCommand({ ...where, Body: 'first' }))
  const second = await bench.sdk.send(new PutObjectCommand({ ...where, Body: 'second' }))
  return [first.VersionId, second.VersionId]
}

async function twoVersions(versioned: Versioned): Promise<string> {
  const [first, second] = await putTwo(versioned)
  return first !== undefined && second !== undefined && first !== second ? 'two version ids' : 'no two version ids'
}

async function olderVersion(versioned: Versioned): Promise<string> {
  const { bench, where } = versioned
  const [VersionId] = await putTwo(versioned)
  const got = bench.sdk.send(new GetObjectCommand({ ...where, VersionId }))
  return told(got, async ({ Body }) => (await Body?.transformToString()) ?? '')
}

async function deleteMarker(versioned: Versioned): Promise<string> {
  const { bench, where } = versioned
  await putTwo(versioned)
  const marker = ({ DeleteMarker = false }) => (DeleteMarker ? 'delete marker' : 'no delete marker')
  const deleted = await told(bench.sdk.send(new DeleteObjectCommand(where)), marker)
  return `${deleted}; then GET ${await told(bench.sdk.send(new GetObjectCommand(where)))}`
}

async function versionList(versioned: Versioned): Promise<string> {
  const { bench, where } = versioned
  await putTwo(versioned)
  const list = bench.sdk.send(new ListObjectVersionsCommand({ Bucket: where.Bucket }))
  return told(list, ({ Versions = [] }) => `${Versions.length} versions`)
}
