import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { createEventStream } from '../../../server/http/event-stream/event-stream.ts'
import { formatFrame, formatRetry, HEARTBEAT } from '../../../server/http/event-stream/frames.ts'

const KILOBYTE = 'x'.repeat(1_024)

/** Fills what is kept for a client until it counts as behind. */
function fallBehind(stream: ReturnType<typeof createEventStream>): void {
  while (stream.body.readableLength < stream.body.readableHighWaterMark) stream.sendEvent(KILOBYTE)
}

test('a frame has its id, its event and its data, and a comment has none', () => {
  expect(formatFrame({ id: 7, event: 'run.halted', data: '{"a":1}' })).toBe(
    'id: 7\nevent: run.halted\ndata: {"a":1}\n\n',
  )
  expect(formatFrame({ event: 'end', data: '{}' })).toBe('event: end\ndata: {}\n\n')
  expect([formatRetry(3_000), HEARTBEAT]).toEqual(['retry: 3000\n\n', ':\n\n'])
})

test('a client that keeps up gets everything in order', async () => {
  const stream = createEventStream()
  stream.sendEvent('a')
  stream.sendState('b')
  stream.beat()
  stream.sendState('c')
  stream.end('d')
  expect(await text(stream.body)).toBe('ab:\n\ncd')
})

test('a client that is behind gets only the newest state, once it catches up', async () => {
  const stream = createEventStream()
  fallBehind(stream)
  for (const state of ['old;', 'older;', 'newest;']) stream.sendState(state)
  const chunks: unknown[] = []
  stream.body.on('data', (chunk) => chunks.push(chunk))
  await new Promise(setImmediate)
  expect(chunks.join('').replaceAll(KILOBYTE, '')).toBe('newest;')
})

test('the newest state is sent before the end, however far behind a client is', async () => {
  const stream = createEventStream()
  fallBehind(stream)
  stream.sendState('last;')
  stream.end('end')
  expect((await text(stream.body)).replaceAll(KILOBYTE, '')).toBe('last;end')
})

test('a client that lets too many events wait is let go', async () => {
  const stream = createEventStream()
  const closed = once(stream.body, 'close')
  let kilobytes = 0
  for (; !stream.body.destroyed && kilobytes < 1_000; kilobytes += 1) stream.sendEvent(KILOBYTE)
  await closed
  expect(kilobytes).toBe(257)
})

test('nothing follows the end of a stream, whoever goes on sending', async () => {
  const stream = createEventStream()
  stream.end('end')
  stream.sendEvent('event')
  stream.sendState('state')
  stream.beat()
  stream.end('another end')
  expect(await text(stream.body)).toBe('end')
})

test('a client that takes nothing for four heartbeats is let go, and one that does is not', async () => {
  const stream = createEventStream()
  fallBehind(stream)
  for (let beats = 0; beats < 3; beats += 1) stream.beat()
  expect(stream.body.destroyed).toBe(false)
  stream.beat()
  expect(stream.body.destroyed).toBe(true)
})
