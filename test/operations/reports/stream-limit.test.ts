import { expect, test } from 'vitest'
import { limitStreams } from '../../../server/operations/reports/stream-limit.ts'

async function* three() {
  yield* ['one', 'two', 'three']
}

async function* failing(after: number): AsyncGenerator<string> {
  for (let piece = 0; piece < after; piece += 1) yield 'piece'
  throw new Error('broken')
}

test('a stream gives everything, its first piece included', async () => {
  const start = limitStreams(1)
  expect(await Array.fromAsync(await start(three))).toEqual(['one', 'two', 'three'])
})

test('one stream too many is refused until another is done, for whatever reason', async () => {
  const start = limitStreams(2)
  const isBusy = () =>
    start(three).then(
      async (stream) => void (await stream.return?.()),
      (error) => error.code,
    )
  const ends = [
    async () => Array.fromAsync(await start(three)),
    async () => (await start(three)).return?.(),
    async () => {
      const twice = await start(three)
      await twice.return?.()
      await twice.return?.()
    },
    async () => start(() => failing(0)),
    async () => Array.fromAsync(await start(() => failing(2))),
    async () => {
      for await (const _ of await start(three)) break
    },
  ]
  const held = await start(three)
  for (const end of ends) {
    await end().catch(() => {})
    expect(await isBusy()).toBeUndefined()
  }
  const other = await start(three)
  expect(await isBusy()).toBe('report.busy')
  await expect(start(three)).rejects.toMatchObject({ behaviour: 'transient', retryAfterMs: 10_000 })
  await held.return?.()
  await other.return?.()
  expect(await isBusy()).toBeUndefined()
})

test('what fails with its first piece fails before it is answered', async () => {
  await expect(limitStreams(1)(() => failing(0))).rejects.toThrow('broken')
})
