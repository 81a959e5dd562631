import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Passing {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: string
}

export interface Passed {
  status: number
  headers: Record<string, string>
  body: string
}

/** What an org does otherwise: to a request before it arrives, or to the answer on its way back. */
export interface Distortion {
  ask?(request: Passing): Partial<Passing>
  answer?(answer: Passed, request: Passing): Partial<Passed>
}

/** A proxy before an org that makes it behave otherwise; gives its address. */
export async function distort(orgUrl: string, distortions: readonly Distortion[]): Promise<string> {
  const server = createServer(async (incoming, outgoing) => {
    let request: Passing = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: incoming.headers,
      body: (await Array.fromAsync(incoming)).join(''),
    }
    for (const { ask } of distortions) request = { ...request, ...ask?.(request) }
    let answer = await pass(orgUrl, request)
    for (const one of distortions) answer = { ...answer, ...one.answer?.(answer, request) }
    outgoing.sendDate = false
    outgoing.writeHead(answer.status, answer.headers).end(answer.body.replaceAll(orgUrl, address()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return address()

  function address(): string {
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
}

const OF_THE_CONNECTION = ['host', 'connection', 'content-length', 'transfer-encoding']

async function pass(orgUrl: string, { method, path, headers, body }: Passing): Promise<Passed> {
  const kept = Object.entries(headers).filter(([name, value]) => value && !OF_THE_CONNECTION.includes(name))
  const sent = { method, headers: Object.fromEntries(kept) as Record<string, string>, ...(body !== '' && { body }) }
  const answer = await fetch(`${orgUrl}${path}`, sent)
  const told = [...answer.headers].filter(([name]) => !OF_THE_CONNECTION.includes(name))
  return { status: answer.status, headers: Object.fromEntries(told), body: await answer.text() }
}

/** The same answer without a header. */
export function without({ headers }: Passed, name: string): Partial<Passed> {
  return { headers: Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name)) }
}
