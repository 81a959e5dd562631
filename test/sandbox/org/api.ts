import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { ApiError, formatApiError, formatOAuthError, notFound, OAuthError } from './errors.ts'
import type { FaultBoard } from './faults.ts'
import { type ApiCall, html, json, type Reply, type Route, send } from './http.ts'
import { isForRequest, refusalBy } from './request-faults.ts'
import type { Sessions } from './sessions.ts'
import { issueAccessToken, type TokenEndpoint } from './token-endpoint.ts'
import type { Usage } from './usage.ts'
import { listVersions, requireVersion } from './versions.ts'

export interface Api {
  routes: readonly Route[]
  sessions: Sessions
  usage: Usage
  faults: FaultBoard
  tokenEndpoint: TokenEndpoint
}

interface CompiledRoute {
  route: Route
  pattern: RegExp
}

/** Requests that a session lasts for at least. Real ones last for hours. */
const SHORTEST_SESSION = 10
const LOGIN = '/services/oauth2/token'
const RESOURCE = /^\/services\/data\/v(\d{1,3}\.\d)(\/.*)$/

/** Makes the listener that answers every request to the org. */
export function createListener(api: Api): RequestListener {
  const routes = api.routes.map((route) => ({ route, pattern: compilePath(route.path) }))
  return (request, response) => {
    answer(api, routes, request, response).catch(() => response.destroy())
  }
}

async function answer(api: Api, routes: readonly CompiledRoute[], request: IncomingMessage, response: ServerResponse) {
  const { faults } = api
  if (faults.take('cut-before', (fault) => request.url?.startsWith(fault.pathPrefix) === true)) {
    return void request.socket.destroy()
  }
  const reply = await decide(api, routes, request)
  if (faults.take('cut-after-write', (fault) => fault.on === reply.wrote)) return void request.socket.destroy()
  const isGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'])) && faults.take('gzip-answers')
  await send(response, reply, { isGzip, isCut: reply.stream !== undefined && faults.take('cut-download') })
}

/** What stands in front of the org comes first, then the two resources that need no session, then the API. */
async function decide(api: Api, routes: readonly CompiledRoute[], request: IncomingMessage): Promise<Reply> {
  const url = new URL(request.url ?? '/', api.tokenEndpoint.baseUrl)
  if (api.faults.take('http-503-html', (fault) => url.pathname.startsWith(fault.pathPrefix))) {
    return html(503, 'Service Unavailable')
  }
  if (api.faults.take('http-404-html', (fault) => url.pathname.startsWith(fault.pathPrefix))) {
    return html(404, 'URL No Longer Exists')
  }
  if (url.pathname === LOGIN && request.method === 'POST') return await answerToken(api, request)
  if (/^\/services\/data\/?$/.test(url.pathname)) return json(200, listVersions())
  const [, version, path] = RESOURCE.exec(url.pathname) ?? []
  if (version === undefined || path === undefined) return html(404, 'URL No Longer Exists')
  const reply = await answerResource(api, routes, request, url, version, path).catch(replyToError)
  return { ...reply, headers: { ...api.usage.header(), ...reply.headers } }
}

async function answerToken(api: Api, request: IncomingMessage): Promise<Reply> {
  const fault = api.faults.takeOfRequest(({ pathPrefix }) => pathPrefix === LOGIN)
  if (fault !== undefined) return refusedLogin(refusalBy(fault))
  try {
    return await issueAccessToken(api.tokenEndpoint, request)
  } catch (error) {
    if (error instanceof OAuthError) return json(400, formatOAuthError(error))
    throw error
  }
}

/** In the shape of OAuth, which is not that of the API. */
function refusedLogin({ status, errorCode, message }: ApiError): Reply {
  return json(status, formatOAuthError(new OAuthError(errorCode, message)))
}

async function answerResource(
  api: Api,
  routes: readonly CompiledRoute[],
  request: IncomingMessage,
  url: URL,
  version: string,
  path: string,
): Promise<Reply> {
  requireVersion(version)
  const fault = api.faults.takeOfRequest((armed) => isForRequest(armed, request.method, url.pathname))
  if (fault !== undefined) throw refusalBy(fault)
  const { authorization } = request.headers
  if (api.sessions.usesOf(authorization) >= SHORTEST_SESSION && api.faults.take('expire-tokens')) {
    api.sessions.expireAll()
  }
  const userId = api.sessions.require(authorization)
  api.usage.count()
  const [route, params] = findRoute(routes, request.method ?? '', path)
  const call: ApiCall = { request, url, params, version, userId }
  return await route.handle(call)
}

function findRoute(routes: readonly CompiledRoute[], method: string, path: string): [Route, Record<string, string>] {
  const matching = routes.filter(({ pattern }) => pattern.test(path))
  if (matching.length === 0) throw notFound()
  const found = matching.find(({ route }) => route.method === method)
  if (found === undefined) throw new ApiError(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed`)
  return [found.route, readParams(found.pattern, path)]
}

function readParams(pattern: RegExp, path: string): Record<string, string> {
  const groups = Object.entries(pattern.exec(path)?.groups ?? {})
  return Object.fromEntries(groups.map(([name, value]) => [name, decodeSegment(value)]))
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw notFound()
  }
}

function compilePath(path: string): RegExp {
  return new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`)
}

/** An error nobody foresaw is a mistake in the stand-in; the client is told in words, so that it shows in a test. */
function replyToError(error: unknown): Reply {
  if (error instanceof ApiError) return json(error.status, formatApiError(error))
  const message = `An unexpected error occurred: ${error instanceof Error ? error.message : String(error)}`
  return json(500, formatApiError(new ApiError(500, 'UNKNOWN_EXCEPTION', message)))
}
