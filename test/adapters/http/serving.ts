import type { IncomingMessage, RequestListener } from 'node:http'
import { afterEach } from 'vitest'
import {
  type Outbound,
  type OutboundOptions,
  type OutboundRequest,
  openOutbound,
} from '../../../server/adapters/http/outbound.ts'
import { type Listening, listen } from '../../sandbox/listening.ts'

/** Servers and ways out that end with their test. */

const open: { stop(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.stop()
})

/** A server on this machine, with the requests it saw. */
export async function serve(handler: RequestListener): Promise<Listening & { seen: IncomingMessage[] }> {
  const seen: IncomingMessage[] = []
  const listening = await listen((message, response) => {
    seen.push(message)
    handler(message, response)
  }, 0)
  open.push(listening)
  return { ...listening, seen }
}

/** A way out whose errors are called `here`. */
export function openTestOutbound(options: Omit<OutboundOptions, 'errorPrefix'>): Outbound {
  const outbound = openOutbound({ ...options, errorPrefix: 'here' })
  open.push({ stop: () => outbound.close() })
  return outbound
}

export const hostOf = (server: Listening): string => new URL(server.url).host

export const get = (origin: string, path = '/', more: Partial<OutboundRequest> = {}): OutboundRequest => ({
  method: 'GET',
  origin,
  path,
  ...more,
})
