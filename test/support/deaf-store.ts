import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { createSigner, UNSIGNED_PAYLOAD } from '../../server/adapters/s3/sign.ts'
import type { SandboxInfo } from '../sandbox/client.ts'
import { type Listening, listen } from '../sandbox/listening.ts'

/** What a store can be deaf to: headers that it takes and does not look at. */
const UNHEARD = /^(content-md5|x-amz-checksum-.*|x-amz-sdk-checksum-.*|if-none-match)$/
/** Made anew with the signature. */
const OF_SIGNATURE = /^(host|connection|authorization|content-length|x-amz-date|x-amz-content-sha256)$/

/**
 * The sandbox's store behind a server that lets no checksum and no condition through: it takes wrong bytes for right ones, and
 * writes over what is there, as real stores do that do not know these headers.
 * @param damages says at which paths the store keeps other bytes than it was sent
 */
export function startDeafStore(
  store: SandboxInfo['store'],
  damages: (path: string) => boolean = () => false,
): Promise<Listening> {
  const sign = createSigner(store, store.region)
  const { host, origin } = new URL(store.url)
  return listen(async (message, response) => {
    const method = message.method ?? 'GET'
    const [path = '', query = ''] = (message.url ?? '').split('?')
    const headers = sign(
      { method, host, path, query, headers: heardHeaders(message), payloadHash: UNSIGNED_PAYLOAD },
      new Date(),
    )
    const sent = await buffer(message)
    const body = method === 'PUT' && damages(path) ? Buffer.alloc(sent.length, 'x') : sent
    const address = query === '' ? path : `${path}?${query}`
    const isEmpty = method === 'GET' || method === 'HEAD'
    await passOn(await fetch(origin + address, { method, headers, body: isEmpty ? null : body }), response)
  }, 0)
}

function heardHeaders({ headers }: IncomingMessage): Record<string, string> {
  const heard = Object.entries(headers).filter(([name]) => !UNHEARD.test(name) && !OF_SIGNATURE.test(name))
  return Object.fromEntries(heard.map(([name, value]) => [name, String(value)]))
}

async function passOn(answer: Response, response: ServerResponse): Promise<void> {
  const headers = [...answer.headers].filter(([name]) => !['connection', 'keep-alive'].includes(name))
  response.writeHead(answer.status, Object.fromEntries(headers))
  response.end(Buffer.from(await answer.arrayBuffer()))
}
