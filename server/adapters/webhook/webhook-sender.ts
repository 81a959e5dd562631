import type { LookupFunction } from 'node:net'
import { toDocliftError } from '../../domain/errors.ts'
import type { WebhookAnswer, WebhookSender } from '../../ports/webhook-sender.ts'
import { type Outbound, openOutbound } from '../http/outbound.ts'
import { parseRetryAfter } from '../http/retry-after.ts'

export interface WebhookSenderOptions {
  /** Where webhooks may be: `host` or `host:port`, exact. */
  allowedHosts: readonly string[]
  /** For one delivery, from the connection to the head of the answer. */
  timeoutMs?: number
  /** Finds the addresses of names; the system's way when absent. */
  lookup?: LookupFunction
}

/** A sender that holds connections. */
export interface OpenWebhookSender extends WebhookSender {
  close(): Promise<void>
}

type Request = Parameters<WebhookSender['send']>[0]

const TIMEOUT_MS = 10_000
/** Only read so that the connection can be used again. */
const READ_BYTES = 1_024

/** Sends webhooks, each once and along no redirect. */
export function openWebhookSender(options: WebhookSenderOptions): OpenWebhookSender {
  const { allowedHosts, timeoutMs = TIMEOUT_MS, lookup } = options
  const outbound = openOutbound({
    allowedHosts,
    innerHosts: [],
    errorPrefix: 'webhook',
    connectionsPerHost: 4,
    connectTimeoutMs: timeoutMs,
    ...(lookup ? { lookup } : {}),
  })
  return {
    refusalOf: (url) => refusalOf(outbound, url),
    send: (request) => send(outbound, request, timeoutMs),
    close: () => outbound.close(),
  }
}

function refusalOf({ hosts }: Outbound, text: string): string | undefined {
  const url = URL.parse(text)
  if (!url) return 'it is no absolute address'
  if (url.hash !== '') return `the address of ${url.host} has a fragment`
  return hosts.refusalOf(url)
}

async function send(outbound: Outbound, request: Request, timeoutMs: number): Promise<WebhookAnswer> {
  const startedAtMs = performance.now()
  const ended = (answer: Partial<WebhookAnswer>): WebhookAnswer => ({
    status: null,
    code: null,
    retryAfterMs: undefined,
    ...answer,
    durationMs: Math.round(performance.now() - startedAtMs),
  })
  if (refusalOf(outbound, request.url) !== undefined) return ended({ code: 'webhook.host-not-allowed' })
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    return ended(await post(outbound, request, AbortSignal.any([timeout, request.signal])))
  } catch (thrown) {
    request.signal.throwIfAborted()
    return ended({ code: timeout.aborted ? 'webhook.timeout' : toDocliftError(thrown).code })
  }
}

async function post(outbound: Outbound, request: Request, signal: AbortSignal): Promise<Partial<WebhookAnswer>> {
  const { origin, pathname, search } = new URL(request.url)
  const { headers, body } = request
  const answer = await outbound.request({ method: 'POST', origin, path: pathname + search, headers, body, signal })
  const { status } = answer
  // The status is the answer; what comes behind it is nobody's business, and may fail.
  await answer.text(READ_BYTES).catch(() => undefined)
  const isDelivered = status >= 200 && status < 300
  const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], new Date())
  return { status, code: isDelivered ? null : 'webhook.refused', retryAfterMs }
}
