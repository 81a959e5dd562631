import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Fault, FaultName } from './faults.ts'
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
  expect(() => store.control.fail('putt' as never, { with: 'slow-down' })).toThrow('must be one of')
})

test('a share of requests is struck, the same ones for the same seed', async () => {
  const outcomes = async (seed: string) => {
    store.control.clearFaults()
    store.control.fail('PUT', { with: 'slow-down', share: 0.5, seed })
    const results: string[] = []
    for (let number = 0; number < 20; number += 1) results.push(await put(`share/${number}`))
    return results
  }
  const first = await outcomes('one')
  expect(new Set(first)).toEqual(new Set(['stored', 'SlowDown']))
  expect(await outcomes('one')).toEqual(first)
  expect(await outcomes('two')).not.toEqual(first)
})

test('a share can be limited to a number of times', async () => {
  store.control.fail('any', { with: 'internal-error', share: 1, times: 2 })
  expect([await put('a'), await put('b'), await put('c')]).toEqual(['InternalError', 'InternalError', 'stored'])
})

test('a fault for a method leaves other methods alone', async () => {
  await put('read')
  store.control.fail('GET', { with: 'internal-error' })
  expect(await put('written')).toBe('stored')
  const read = store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'read' }))
  await expect(read).rejects.toThrow('internal error')
})

test.each<[FaultName, string, number]>([
  ['expired-credentials', 'ExpiredToken', 0],
  ['access-denied', 'AccessDenied', 0],
  ['connection-reset-before-write', 'ECONNRESET', 0],
  ['connection-cut-in-request', 'ECONNRESET', 0],
  ['connection-reset-after-write', 'ECONNRESET', 1],
  ['connection-cut-in-answer', 'ECONNRESET', 1],
])('%s is seen as %s and leaves the object written %d times', async (fault, seen, puts) => {
  store.control.fail('put', { with: fault })
  const failing = new PutObjectCommand({ Bucket: BUCKET, Key: fault, Body: Buffer.alloc(1_000_000) })
  const outcome = await store.client.send(failing).then(
    () => 'stored',
    (error: Error & { code?: string }) => error.code ?? error.name,
  )
  expect(outcome).toBe(seen)
  expect(store.control.puts.putsOf(BUCKET, fault)).toBe(puts)
  expect(await put(fault)).toBe('stored')
})

test('damaged bytes are refused by a store that compares checksums, and kept by one that attests nothing', async () => {
  store.control.fail('put', { with: 'damaged-body', times: 2 })
  expect(await put('compared')).toMatch(/XAmzContentSHA256Mismatch|BadDigest/)
  store.control.setPersonalities(['attests-nothing'])
  expect(await put('kept')).toBe('stored')
  const { Body } = await store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'kept' }))
  expect(await Body?.transformToString()).toBe('xxxx')
})

test('a store that is away for a while refuses connections and is then as before', async () => {
  await put('before')
  const back = store.control.refuseConnections(300)
  expect(await put('meanwhile')).toMatch(/ECONNREFUSED|ECONNRESET|EPIPE|TimeoutError/)
  await back
  expect(await put('after')).toBe('stored')
  expect(store.control.puts.totals().keys).toBe(2)
})

test('a key that is refused is refused each time, and the strikes tell it', async () => {
  store.control.fail('put', { with: 'key-refused', matching: 'odd', share: 1, isLasting: true })
  expect([await put('odd'), await put('odd'), await put('even')]).toEqual([
    'KeyTooLongError',
    'KeyTooLongError',
    'stored',
  ])
  const strike = { operation: 'put', subject: 'odd', with: 'key-refused' }
  expect(store.control.strikes()).toEqual([strike, strike])
})

test('a slow answer comes behind one that was asked for later', async () => {
  await put('slow')
  store.control.fail('get', { with: 'slow-answer', matching: 'slow', delayMs: 300 })
  const order: string[] = []
  const read = async (Key: string, name: string) => {
    const { Body } = await store.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }))
    expect(await Body?.transformToString()).toBe('body')
    order.push(name)
  }
  await Promise.all([read('slow', 'first'), put('quick').then(() => read('quick', 'second'))])
  expect(order).toEqual(['second', 'first'])
})

test('a cut body of a large object stops in its middle', async () => {
  const Body = Buffer.alloc(3_000_000, 'x')
  await store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'large', Body }))
  store.control.fail('get', { with: 'cut-body' })
  const response = await fetch(`${store.publicBaseUrl}/large`)
  let read = 0
  const reading = (async () => {
    for await (const chunk of response.body ?? []) read += chunk.length
  })()
  await expect(reading).rejects.toThrow('terminated')
  expect([response.headers.get('content-length'), read]).toEqual(['3000000', 1_500_000])
})

test.each<Fault>([
  { with: 'slow-down', share: 1.5 },
  { with: 'slow-down', share: -1 },
  { with: 'slow-down', nth: 0 },
  { with: 'slow-down', times: 0.5 },
  { with: 'slow-answer', delayMs: -1 },
  { with: 'no-such-fault' as never },
])('the fault %j cannot be planned', (fault) => {
  expect(() => store.control.fail('put', fault)).toThrow(RangeError)
})
