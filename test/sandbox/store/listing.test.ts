import {
  DeleteObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BUCKET, codeOf, sendByHand, startTestStore, type TestStore } from './test-store.ts'

const KEYS = ['a/1', 'a/2', 'a/b/3', 'b c+d&e', 'b/1', 'c/ü', 'c/\uffee', 'c/🧾', 'z']

let store: TestStore
beforeAll(async () => {
  store = await startTestStore()
  for (const Key of KEYS.toReversed()) await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }))
})
afterAll(() => store.dispose())

const list = (more: Partial<ListObjectsV2CommandInput> = {}) =>
  store.client.send(new ListObjectsV2Command({ Bucket: BUCKET, ...more }))
const keysOf = (page: { Contents?: { Key?: string }[] }) => page.Contents?.map(({ Key }) => Key) ?? []

test('keys come in the order of their UTF-8 bytes, not of UTF-16 units', async () => {
  expect(keysOf(await list())).toEqual(KEYS)
})

test('a prefix and a delimiter fold keys into common prefixes', async () => {
  const page = await list({ Delimiter: '/' })
  expect(page.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['a/', 'b/', 'c/'])
  expect(keysOf(page)).toEqual(['b c+d&e', 'z'])
  const inner = await list({ Prefix: 'a/', Delimiter: '/' })
  expect([keysOf(inner), inner.CommonPrefixes]).toEqual([['a/1', 'a/2'], [{ Prefix: 'a/b/' }]])
})

test.each([undefined, '/'])('pages of two together are the whole list (delimiter %s)', async (Delimiter) => {
  const found: (string | undefined)[] = []
  const pages = paginateListObjectsV2({ client: store.client, pageSize: 2 }, { Bucket: BUCKET, Delimiter })
  for await (const page of pages) {
    expect(page.KeyCount).toBeLessThanOrEqual(2)
    found.push(...keysOf(page), ...(page.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? []))
  }
  const whole = await list({ Delimiter })
  const expected = [...keysOf(whole), ...(whole.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [])]
  expect(found.toSorted()).toEqual(expected.toSorted())
})

test('a list can start behind a key', async () => {
  expect(keysOf(await list({ StartAfter: 'c/ü' }))).toEqual(['c/\uffee', 'c/🧾', 'z'])
})

test('names are percent-encoded on request', async () => {
  expect(keysOf(await list({ EncodingType: 'url', Prefix: 'b c' }))).toEqual(['b+c%2Bd%26e'])
})

test('a token that the store did not make is refused', async () => {
  const query: [string, string][] = [
    ['continuation-token', 'AAAA'],
    ['list-type', '2'],
  ]
  const { status, text } = await sendByHand(store.url, { method: 'GET', path: `/${BUCKET}`, query })
  expect([status, codeOf(text)]).toEqual([400, 'InvalidArgument'])
})

test.each([0, 1, 3, 1_001])(
  'a page has at most as many keys as asked for (%d), and never more than 1,000',
  async (MaxKeys) => {
    const page = await list({ MaxKeys })
    expect(keysOf(page)).toEqual(KEYS.slice(0, MaxKeys))
    expect([page.MaxKeys, page.IsTruncated]).toEqual([Math.min(MaxKeys, 1_000), MaxKeys === 1 || MaxKeys === 3])
  },
)

test('a list can start behind a key that does not exist, and behind a whole prefix', async () => {
  expect(keysOf(await list({ StartAfter: 'b c', Prefix: 'b' }))).toEqual(['b c+d&e', 'b/1'])
  const folded = await list({ StartAfter: 'a/2', Delimiter: '/', Prefix: '' })
  expect(folded.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['a/', 'b/', 'c/'])
})

test.each<[string, string]>([
  ['max-keys', '-1'],
  ['max-keys', 'many'],
  ['max-keys', '2147483648'],
  ['encoding-type', 'base64'],
])('a list with %s %s is refused', async (name, value) => {
  const query: [string, string][] = [
    ['list-type', '2'],
    [name, value],
  ].toSorted() as [string, string][]
  const { status, text } = await sendByHand(store.url, { method: 'GET', path: `/${BUCKET}`, query })
  expect([status, codeOf(text)]).toEqual([400, 'InvalidArgument'])
})

const ODD_KEYS = [
  'odd/ leading',
  'odd/%20%2F',
  'odd/+plus+',
  'odd/<&>"\'',
  'odd/\u0001\u001f\u007f',
  'odd/\r\n\t',
  'odd/e\u0301',
  'odd/\u00e9',
  'odd/\ud7ff\ue000',
  'odd/\ufffd',
  'odd/\u{10ffff}',
  'odd/trailing ',
].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))

test('keys of any characters come back as they are, encoded and page by page', async () => {
  for (const Key of ODD_KEYS) await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Key }))
  const found: string[] = []
  const asked = { Bucket: BUCKET, Prefix: 'odd/', EncodingType: 'url' } as const
  for await (const page of paginateListObjectsV2({ client: store.client, pageSize: 5 }, asked)) {
    found.push(...keysOf(page).map((key) => decodeURIComponent((key ?? '').replaceAll('+', ' '))))
  }
  expect(found).toEqual(ODD_KEYS)
  for (const Key of ODD_KEYS) await store.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }))
})

test('a list made after a restart is the same', async () => {
  await store.restart()
  expect(keysOf(await list())).toEqual(KEYS)
})
