import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BUCKET, startTestStore, type TestStore } from './test-store.ts'

let store: TestStore
beforeEach(async () => {
  store = await startTestStore()
})
afterEach(() => store.dispose())

const put = (Key: string) =>
  store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'body' })).then(
    () => 'stored',
    (error: Error & { code?: string }) => error.code ?? error.name,
  )

test('the n-th put is told to slow down and stores nothing', async () => {
  store.control.fail('put', { with: 'slow-down', nth: 2 })
  expect([await put('1'), await put('2'), await put('3')]).toEqual(['stored', 'SlowDown', 'stored'])
  expect(store.control.puts.putsOf(BUCKET, '2')).toBe(0)
})

test('a connection reset after the write loses the answer, not the object', async () => {
  store.control.fail('put', { with: 'connection-reset-after-write', matching: 'chosen' })
  expect([await put('other'), await put('chosen')]).toEqual(['stored', 'ECONNRESET'])
  expect(store.control.puts.putsOf(BUCKET, 'chosen')).toBe(1)
})

test('a cut body is shorter than its length says', async () => {
  await put('whole')
  store.control.fail('get', { with: 'cut-body' })
  const { Body } = await store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'whole' }))
  await expect(Body?.transformToString()).rejects.toThrow()
})

test('faults can be many, can be cleared, and must exist', async () => {
  store.control.fail('put', { with: 'internal-error', times: 2 })
  expect([await put('a'), await put('b'), await put('c')]).toEqual(['InternalError', 'InternalError', 'stored'])
  store.control.fail('put', { with: 'slow-down', times: 5 })
  store.control.clearFaults()
  expect(await put('d')).toBe('stored')
  expect(() => store.control.fail('putt', { with: 'slow-down' })).toThrow('must be one of')
})
