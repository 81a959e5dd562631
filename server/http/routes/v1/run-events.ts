import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { RunEvent } from '../../../domain/run/event.ts'
import type { RunFollower, RunProgress } from '../../../operations/events/run-hub.ts'
import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { createEventStream, type EventStream } from '../../event-stream/event-stream.ts'
import { formatFrame, formatRetry } from '../../event-stream/frames.ts'
import { keepStreams } from '../../event-stream/open-streams.ts'
import { toRunDetail } from '../../resources.ts'
import { EXAMPLE_RUN_ID } from '../../schemas/examples.ts'
import { textContent } from '../../schemas/problem.ts'
import { RunDetailSchema } from '../../schemas/run.ts'
import { RunIdParams } from '../../schemas/shared.ts'
import { requireRun } from './runs.ts'

const HEARTBEAT_MS = 15_000
/** Spreads the return of many clients after a restart, beside what their own timing does. */
const RETRY_MS = 3_000

const DESCRIPTION = `Server-sent events. First every event of the run (run.created, run.planned, run.approved, run.started,
run.paused, run.halted, run.resumed, run.ended), each with its number as id; then events as they happen, and "progress" with the run as
GET /v1/runs/{id} shows it whenever that changed, at most once a second. With Last-Event-ID only later events are sent. After
run.ended and the last progress comes "end", and the stream closes: do not connect again then. A line with a colon is sent every
15 seconds. The token is looked at when the stream opens; a stream may go on after it has expired.`

const EXAMPLE_EVENT = {
  number: 17,
  type: 'run.halted',
  at: '2026-03-01T12:00:00.000Z',
  run: {
    id: EXAMPLE_RUN_ID,
    number: 14,
    operation: 'back_up',
    state: 'halted',
    isDryRun: false,
    stopCode: 'run.halted',
    stopSentence: 'Stopped by hand. It stops within 10 s; 43 records in flight will be checked. It can be resumed.',
  },
}
const EXAMPLE = formatFrame({ id: 17, event: 'run.halted', data: JSON.stringify(EXAMPLE_EVENT) })

const followRun = {
  operationId: 'followRun',
  summary: 'Follows a run: what happened, what happens, and how far it is.',
  description: DESCRIPTION,
  tags: ['runs'],
  params: RunIdParams,
  headers: Type.Object({
    'last-event-id': Type.Optional(
      Type.String({
        pattern: '^\\d{1,15}$',
        description: 'Id of the last event that was seen; later ones are sent.',
        examples: ['17'],
      }),
    ),
  }),
  response: { 200: textContent('One event with its number.', { 'text/event-stream': EXAMPLE }) },
  codes: ['run.not-found', 'events.too-many-followers'],
}

const runDetail = { $ref: `${RunDetailSchema.$id}#` }

export function addRunEvents(app: App, { tracking, events }: Services): void {
  const streams = keepStreams(HEARTBEAT_MS)
  const frames = new WeakMap<object, string>()
  app.addHook('preClose', async () => streams.close())

  app.get('/v1/runs/:id/events', { schema: followRun, config: { role: 'viewer' } }, async (request, reply) => {
    const run = await requireRun(tracking, request.params.id)
    const after = Number(request.headers['last-event-id'] ?? 0)
    const stream = createEventStream()
    stream.sendEvent(formatRetry(RETRY_MS))
    const leave = events.follow(run.id, after, followerOf(stream, frames, reply))
    stream.body.once('close', leave)
    streams.add(stream, reply.raw)
    reply.type('text/event-stream').headers({ 'x-accel-buffering': 'no', connection: 'close' })
    return reply.send(stream.body)
  })
}

/** Each event and each progress is written once and sent to all who follow. */
function followerOf(stream: EventStream, frames: WeakMap<object, string>, reply: FastifyReply): RunFollower {
  const serialise = reply.compileSerializationSchema(runDetail)
  return {
    onEvent: (event) => stream.sendEvent(keep(frames, event, () => formatEvent(event))),
    onProgress: (progress) => stream.sendState(keep(frames, progress, () => formatProgress(progress, serialise))),
    onEnd: () => stream.end(formatFrame({ event: 'end', data: '{}' })),
  }
}

function formatEvent({ number, kind, at, run }: RunEvent): string {
  return formatFrame({ id: number, event: kind, data: JSON.stringify({ number, type: kind, at, run }) })
}

function formatProgress(
  { run, ...facts }: RunProgress,
  serialise: (detail: Record<string, unknown>) => string,
): string {
  return formatFrame({ event: 'progress', data: serialise(toRunDetail(run, facts)) })
}

function keep<Key extends object>(made: WeakMap<object, string>, key: Key, make: () => string): string {
  const known = made.get(key) ?? make()
  made.set(key, known)
  return known
}
