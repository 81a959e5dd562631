import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { onTestFinished } from 'vitest'
import { listen } from '../sandbox/listening.ts'

export interface Received {
  headers: IncomingHttpHeaders
  body: string
}

/** A receiver that behaves as the webhook node of n8n does. */
export interface WebhookReceiver {
  url: string
  host: string
  received: Received[]
  /** `active` answers at once; `inactive` as n8n does while a workflow is switched off; `silent` never answers. */
  is: 'active' | 'inactive' | 'failing' | 'busy' | 'gone' | 'silent'
  /** Waits until so many deliveries have come in total. */
  untilReceived(count: number): Promise<void>
  stop(): Promise<void>
}

const ANSWERS = {
  active: { status: 200, body: '{"message":"Workflow was started"}' },
  inactive: { status: 404, body: '{"code":404,"message":"The requested webhook \\"doclift\\" is not registered."}' },
  failing: { status: 500, body: '{"message":"Error in workflow"}' },
  busy: { status: 503, body: '', headers: { 'retry-after': '90' } },
  gone: { status: 410, body: '' },
} as const

export async function startReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = []
  const waiting = new Set<() => void>()
  const { url, stop } = await listen(async (message, response) => {
    const body = Buffer.concat(await message.toArray()).toString('utf8')
    received.push({ headers: message.headers, body })
    for (const check of waiting) check()
    if (receiver.is === 'silent') return
    const answer: { status: number; body: string; headers?: object } = ANSWERS[receiver.is]
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body)
  }, 0)
  const receiver: WebhookReceiver = {
    url: `${url}/webhook/doclift`,
    host: new URL(url).host,
    received,
    is: 'active',
    untilReceived: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (received.length >= count) resolve()
        }
        waiting.add(check)
        check()
      }),
    stop,
  }
  return receiver
}

/** The same for one test. */
export async function startReceiverForTest(): Promise<WebhookReceiver> {
  const receiver = await startReceiver()
  onTestFinished(() => receiver.stop())
  return receiver
}

/** Whether a delivery verifies as any Standard Webhooks library would verify it. */
export function isSignedWith(secret: string, { headers, body }: Received): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}
