import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BUCKET, codeOf, refusal, sendByHand, startTestStore, type TestStore } from './test-store.ts'

const OTHER = 'another-bucket'

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
  await store.client.send(new CreateBucketCommand({ Bucket: OTHER }))
})
afterAll(() => store.dispose())

const put = async (Bucket: string, Key: string, Body: string) =>
  (await store.client.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId
const text = async (Bucket: string, Key: string, VersionId?: string) => {
  const { Body } = await store.client.send(new GetObjectCommand({ Bucket, Key, VersionId }))
  return Body?.transformToString()
}
const remove = (Bucket: string, Key: string, VersionId?: string) =>
  store.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
const head = (Bucket: string, Key: string, VersionId?: string) =>
  refusal(store.client.send(new HeadObjectCommand({ Bucket, Key, VersionId })))
const setVersioning = (Status: 'Enabled' | 'Suspended') =>
  store.client.send(new PutBucketVersioningCommand({ Bucket: OTHER, VersioningConfiguration: { Status } }))
const list = (more: Partial<ListObjectVersionsCommandInput> = {}, Bucket = BUCKET) =>
  store.client.send(new ListObjectVersionsCommand({ Bucket, ...more }))

test('a bucket goes from no versions to enabled to suspended, and keeps it over a restart', async () => {
  const status = async () => (await store.client.send(new GetBucketVersioningCommand({ Bucket: OTHER }))).Status
  expect(await status()).toBeUndefined()
  expect(await put(OTHER, 'life', 'unversioned')).toBeUndefined()
  expect(await put(OTHER, 'life', 'unversioned again')).toBeUndefined()
  await setVersioning('Enabled')
  const versionId = await put(OTHER, 'life', 'versioned')
  expect([await status(), await text(OTHER, 'life', 'null')]).toEqual(['Enabled', 'unversioned again'])
  await setVersioning('Suspended')
  expect(await put(OTHER, 'life', 'suspended')).toBe('null')
  await store.restart()
  expect(await status()).toBe('Suspended')
  const { Versions = [] } = await list({ Prefix: 'life' }, OTHER)
  expect(Versions.map((version) => [version.VersionId, version.IsLatest])).toEqual([
    ['null', true],
    [versionId, false],
  ])
  expect([await text(OTHER, 'life'), await text(OTHER, 'life', versionId)]).toEqual(['suspended', 'versioned'])
})

test('a deletion while versions are suspended leaves a marker in the place of the one without an id', async () => {
  await setVersioning('Suspended')
  await put(OTHER, 'marked', 'bytes')
  expect(await remove(OTHER, 'marked')).toMatchObject({ DeleteMarker: true, VersionId: 'null' })
  expect(await head(OTHER, 'marked')).toBe('404 NotFound')
  expect(await remove(OTHER, 'marked', 'null')).toMatchObject({ DeleteMarker: true })
  expect((await list({ Prefix: 'marked' }, OTHER)).DeleteMarkers ?? []).toEqual([])
})

test('a versioning that does not exist is refused', async () => {
  const put = { method: 'PUT', path: `/${OTHER}`, query: [['versioning', '']] as [string, string][] }
  const { status, text } = await sendByHand(store.url, { ...put, body: '<VersioningConfiguration/>' })
  expect([status, codeOf(text)]).toEqual([400, 'IllegalVersioningConfigurationException'])
})

test('a delete marker asked for by its id is not an object', async () => {
  await put(BUCKET, 'gone', 'bytes')
  const { VersionId } = await remove(BUCKET, 'gone')
  const query: [string, string][] = [['versionId', VersionId ?? '']]
  const answer = await sendByHand(store.url, { method: 'GET', path: `/${BUCKET}/gone`, query })
  expect([answer.status, codeOf(answer.text)]).toEqual([405, 'MethodNotAllowed'])
  expect(['x-amz-delete-marker', 'allow'].map((name) => answer.headers.get(name))).toEqual(['true', 'DELETE'])
  const current = await sendByHand(store.url, { method: 'GET', path: `/${BUCKET}/gone` })
  expect([current.status, current.headers.get('x-amz-delete-marker')]).toEqual([404, 'true'])
})

test('one version is removed for good, and a version that is not there is removed already', async () => {
  const first = await put(BUCKET, 'pruned', 'first')
  await put(BUCKET, 'pruned', 'second')
  await remove(BUCKET, 'pruned', first)
  expect(await head(BUCKET, 'pruned', first)).toBe('404 NotFound')
  expect(await refusal(remove(BUCKET, 'pruned', first))).toBe('no refusal')
  expect(await text(BUCKET, 'pruned')).toBe('second')
})

describe('a list of versions', () => {
  const expected: string[] = []
  beforeAll(async () => {
    for (const key of ['list/a', 'list/b/1', 'list/b/2', 'list/ü+ \u0001%']) {
      const older = await put(BUCKET, key, 'older')
      const newer = await put(BUCKET, key, 'newer')
      const marker = key === 'list/a' ? [(await remove(BUCKET, key)).VersionId] : []
      expected.push(...[...marker, newer, older].map((versionId) => `${key} ${versionId}`))
    }
  })
  const linesOf = (page: Awaited<ReturnType<typeof list>>) =>
    [...(page.DeleteMarkers ?? []), ...(page.Versions ?? [])].map(({ Key, VersionId }) => `${Key} ${VersionId}`)

  test('has every version and marker, by key, the newest first', async () => {
    const page = await list({ Prefix: 'list/' })
    expect(linesOf(page)).toEqual(expected)
    expect(page.DeleteMarkers?.map(({ IsLatest }) => IsLatest)).toEqual([true])
    expect(page.Versions?.map(({ IsLatest, Size }) => [IsLatest, Size]).slice(0, 4)).toEqual([
      [false, 5],
      [false, 5],
      [true, 5],
      [false, 5],
    ])
  })

  test.each([1, 2, 4, 100])('is the same in pages of %d', async (MaxKeys) => {
    const found: string[] = []
    let markers: Partial<ListObjectVersionsCommandInput> | undefined = {}
    while (markers) {
      const page: Awaited<ReturnType<typeof list>> = await list({ Prefix: 'list/', MaxKeys, ...markers })
      found.push(...linesOf(page))
      markers = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined
    }
    expect(found).toEqual(expected)
  })

  test('folds keys at a delimiter, and goes on behind the fold', async () => {
    const page = await list({ Prefix: 'list/', Delimiter: '/', MaxKeys: 4 })
    expect([page.CommonPrefixes, page.NextKeyMarker]).toEqual([[{ Prefix: 'list/b/' }], 'list/b/'])
    const rest = await list({ Prefix: 'list/', Delimiter: '/', KeyMarker: page.NextKeyMarker })
    expect([rest.CommonPrefixes, linesOf(rest)]).toEqual([undefined, expected.slice(-2)])
  })

  test('has encoded names on request, and wants a key with the marker of a version', async () => {
    const { Versions } = await list({ Prefix: 'list/ü', EncodingType: 'url' })
    expect(Versions?.[0]?.Key).toBe('list/%C3%BC%2B+%01%25')
    expect(await refusal(list({ VersionIdMarker: 'x' }))).toBe('400 InvalidArgument')
  })
})

describe('a deletion of several objects', () => {
  const removeMany = (Objects: { Key: string; VersionId?: string | undefined }[], Quiet = false) =>
    store.client.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects, Quiet } }))

  test('leaves markers, removes versions and tells of each', async () => {
    const version = await put(BUCKET, 'many/1', 'one')
    await put(BUCKET, ' many/2 & <ü>\u0001', 'two')
    const { Deleted, Errors } = await removeMany([
      { Key: 'many/1', VersionId: version },
      { Key: ' many/2 & <ü>\u0001' },
      { Key: 'many/never there' },
      { Key: 'k'.repeat(1_025) },
    ])
    expect(Deleted).toMatchObject([
      { Key: 'many/1', VersionId: version },
      { Key: ' many/2 & <ü>\u0001', DeleteMarker: true },
      { Key: 'many/never there', DeleteMarker: true },
    ])
    expect(Errors?.map(({ Code }) => Code)).toEqual(['KeyTooLongError'])
    const { Contents } = await store.client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: ' many' }))
    expect(Contents ?? []).toEqual([])
  })

  test('tells only of what went wrong when it should be quiet', async () => {
    const { Deleted, Errors } = await removeMany([{ Key: 'quiet' }, { Key: 'k'.repeat(1_025) }], true)
    expect([Deleted, Errors?.length]).toEqual([undefined, 1])
  })

  test('wants a digest, a list that is not empty and at most a thousand objects', async () => {
    const query: [string, string][] = [['delete', '']]
    const body = '<Delete><Object><Key>undigested</Key></Object></Delete>'
    const answer = await sendByHand(store.url, { method: 'POST', path: `/${BUCKET}`, query, body })
    expect([answer.status, codeOf(answer.text)]).toEqual([400, 'InvalidRequest'])
    expect(await refusal(removeMany([]))).toBe('400 MalformedXML')
    const many = Array.from({ length: 1_001 }, (_, at) => ({ Key: String(at) }))
    expect(await refusal(removeMany(many))).toBe('400 MalformedXML')
    expect((await removeMany(many.slice(0, 1_000))).Deleted).toHaveLength(1_000)
  })
})
