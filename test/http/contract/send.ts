import { Agent, type IncomingMessage, request } from 'node:http'
import type { TrialRequest } from './requests.ts'

export interface Answer {
  status: number
  headers: IncomingMessage['headers']
  /** Without its parameters; undefined when there is no body. */
  mediaType: string | undefined
  /** Of a stream that does not end by itself only its first part. */
  body: string
}

/** Sends requests byte for byte, over connections that stay open. */
export function openSender(port: number): { send(trial: TrialRequest): Promise<Answer>; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  return {
    close: () => agent.destroy(),
    send: ({ method, url, headers, body }) =>
      new Promise((resolve, reject) => {
        const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
        const sent = request({ agent, port, host: '127.0.0.1', method, path: url, headers: { ...headers, ...length } })
        sent.on('error', reject)
        sent.on('response', (message) => readAnswer(message).then(resolve, reject))
        sent.end(body)
      }),
  }
}

async function readAnswer(message: IncomingMessage): Promise<Answer> {
  const { headers, statusCode = 0 } = message
  const mediaType = headers['content-type']?.split(';')[0]
  const isEndless = mediaType === 'text/event-stream'
  const chunks: Buffer[] = []
  if (isEndless) message.destroy()
  else for await (const chunk of message) chunks.push(chunk as Buffer)
  return { status: statusCode, headers, mediaType, body: Buffer.concat(chunks).toString('utf8') }
}
