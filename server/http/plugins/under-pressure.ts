import { getHeapStatistics } from 'node:v8'
import fastifyUnderPressure from '@fastify/under-pressure'
import type { FastifyRequest } from 'fastify'
import { TransientError } from '../../domain/errors.ts'
import type { App } from '../app.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered also under pressure and while the service stops: what watches the process must not be turned away. */
    isAlwaysAnswered?: boolean
  }
}

/** When a process turns requests away. */
export interface PressureLimits {
  /** Mean delay of the event loop over a second, in milliseconds. */
  eventLoopDelayMs: number
  heapUsedBytes: number
}

/** V8 collects more and more often on the last stretch before its limit, and ends the process at it. */
const SHARE_OF_HEAP = 0.95

/**
 * The limits of a service process; that of the heap follows the flags the process was started with (docs/decisions/0006).
 * Resident memory is none of them: it hardly ever shrinks, so a process that passed a limit once would refuse for ever.
 */
export function pressureLimits(): PressureLimits {
  return { eventLoopDelayMs: 2_000, heapUsedBytes: getHeapStatistics().heap_size_limit * SHARE_OF_HEAP }
}

const RETRY_AFTER_MS = 5_000

/**
 * Turns requests away while the process is overloaded, and while it stops. What is under way is answered.
 * @param limits none when left out
 */
export async function addUnderPressure(app: App, limits?: PressureLimits): Promise<void> {
  refuseWhileStopping(app)
  if (limits) await refuseUnderPressure(app, limits)
}

/** The work of starting up is over by then, and out of the samples. */
const SETTLED_AFTER_MS = 3_000

async function refuseUnderPressure(app: App, limits: PressureLimits): Promise<void> {
  let readyAtMs = Number.POSITIVE_INFINITY
  app.addHook('onReady', async () => {
    readyAtMs = performance.now()
  })
  await app.register(fastifyUnderPressure, {
    maxEventLoopDelay: limits.eventLoopDelayMs,
    maxHeapUsedBytes: limits.heapUsedBytes,
    pressureHandler: async (request: FastifyRequest, _reply: unknown, type: string, value: number | undefined) => {
      // A delay without a single sample is infinite, and says nothing.
      const isJudged = performance.now() - readyAtMs > SETTLED_AFTER_MS && Number.isFinite(value)
      if (isJudged && !isAlwaysAnswered(request)) throw busy(type)
    },
  })
}

function refuseWhileStopping(app: App): void {
  let isStopping = false
  app.addHook('preClose', async () => {
    isStopping = true
  })
  app.addHook('onRequest', async (request) => {
    if (isStopping && !isAlwaysAnswered(request)) throw stopping()
  })
  // A connection that stayed open for a next request would hold the process up until it times out.
  app.addHook('onSend', async (_request, reply) => {
    if (isStopping) reply.header('connection', 'close')
  })
}

function isAlwaysAnswered({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.config.isAlwaysAnswered === true
}

/** @param reason what is too high, for machines */
function busy(reason: string): TransientError {
  const sentence = 'The service has more to do than it can do at once. Try again later.'
  return new TransientError('api.busy', sentence, { retryAfterMs: RETRY_AFTER_MS, facts: { reason } })
}

function stopping(): TransientError {
  const sentence = 'The service is being stopped. Try again when it runs again.'
  return new TransientError('api.stopping', sentence, { retryAfterMs: RETRY_AFTER_MS })
}
