import {
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

test('a list made after a restart is the same', async () => {
  await store.restart()
  expect(keysOf(await list())).toEqual(KEYS)
})
