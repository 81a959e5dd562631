import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readStamp, writeStamp } from '../../../server/adapters/s3/installation-stamp.ts'
import { openObjectStore } from '../../../server/adapters/s3/object-store.ts'
import type { Binding } from '../../../server/domain/org/identity.ts'
import type { ObjectStore } from '../../../server/ports/object-store.ts'
import { STRICT } from '../../contract/capabilities.ts'
import { objectOf } from '../../contract/object-store.suite.ts'
import { BUCKET, CREDENTIALS, REGION, startTestStore, type TestStore } from '../../sandbox/store/test-store.ts'

const OURS: Binding = { orgId: '00D000000000001AAA', environment: 'sandbox' }
const THEIRS: Binding = { orgId: '00D000000000002AAA', environment: 'production' }

let sandbox: TestStore
let store: ObjectStore

beforeAll(async () => {
  sandbox = await startTestStore()
  const where = { endpoint: sandbox.url, region: REGION, bucket: BUCKET, isPathStyle: true, ...CREDENTIALS }
  store = openObjectStore({ ...where, capabilities: STRICT })
})
afterAll(() => sandbox.dispose())

describe('the stamp of a prefix', () => {
  test('is absent until it is written, and then says what was written', async () => {
    expect(await readStamp(store, 'fresh')).toBeUndefined()
    expect(await writeStamp(store, 'fresh', OURS)).toEqual(OURS)
    expect(await readStamp(store, 'fresh')).toEqual(OURS)
    expect(await store.head('fresh/_doclift/installation.json')).toMatchObject({ contentType: 'application/json' })
  })

  test("stays the first one's, and says so to whoever comes later", async () => {
    await writeStamp(store, 'owned', OURS)
    expect(await writeStamp(store, 'owned', THEIRS)).toEqual(OURS)
  })

  test('is the same for everybody after a race', async () => {
    const bindings = Array.from({ length: 8 }, (_, at) => (at % 2 === 0 ? OURS : THEIRS))
    const held = await Promise.all(bindings.map((binding) => writeStamp(store, 'raced', binding)))
    expect(new Set(held.map(({ orgId }) => orgId)).size).toBe(1)
    expect(await readStamp(store, 'raced')).toEqual(held[0])
  })

  test('of a bucket without a prefix stands at its top', async () => {
    await writeStamp(store, '', OURS)
    expect(await store.head('_doclift/installation.json')).toBeDefined()
  })

  test.each([
    ['no JSON', 'hello'],
    ['JSON of something else', '{"orgId": "me", "environment": "sandbox"}'],
    ['null', 'null'],
    ['far too large', 'x'.repeat(5_000)],
  ])('that is %s refuses, instead of counting as none', async (words, content) => {
    await store.put(objectOf(`odd ${words}/_doclift/installation.json`, Buffer.from(content)))
    const writing = writeStamp(store, `odd ${words}`, OURS)
    await expect(writing).rejects.toMatchObject({ code: 's3.stamp-unreadable', behaviour: 'fatal' })
  })
})
