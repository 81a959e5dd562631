import type { S3ClientConfig } from '@aws-sdk/client-s3'
import type { Outbound, OutboundRequest } from '../http/outbound.ts'
import { toReadable } from '../http/readable-body.ts'
import { canonicalQuery } from './sign.ts'

/** What the SDK hands to its HTTP handler, as far as it is used here. */
interface SdkRequest {
  method: string
  protocol: string
  hostname: string
  port?: number
  path: string
  query: Record<string, string | string[] | null>
  headers: Record<string, string>
  body?: string | Uint8Array
}

/** Carries the SDK's requests over the project's own way out, so that the list of allowed hosts holds for them too. */
export function sdkTransport(outbound: Outbound): NonNullable<S3ClientConfig['requestHandler']> {
  return {
    handle: async (request: SdkRequest, options?: { abortSignal?: AbortSignal }) => {
      const answer = await outbound.request({ ...toOutbound(request), signal: options?.abortSignal })
      const body = toReadable((await answer.open(0)).body)
      return { response: { statusCode: answer.status, headers: { ...answer.headers }, body } }
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  }
}

function toOutbound(request: SdkRequest): OutboundRequest {
  const { method, protocol, hostname, port, path, query, headers, body } = request
  const { host: _host, 'content-length': _length, ...others } = lowerCase(headers)
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? ''].flat().map((one) => [name, one] as const),
  )
  return {
    method: method as OutboundRequest['method'],
    origin: `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`,
    path: pairs.length === 0 ? path : `${path}?${canonicalQuery(pairs)}`,
    headers: others,
    body: body ?? null,
  }
}

/** Host and length are set by the HTTP client. */
function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
