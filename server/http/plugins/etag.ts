import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer carries a strong ETag, and If-None-Match is honoured. */
    hasEtag?: boolean
  }
}

/** Lets a caller who polls a resource hear "304" until it changes. */
export function addEtags(app: App): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const isTagged = request.routeOptions.config.hasEtag === true && reply.statusCode === 200
    return isTagged && typeof payload === 'string' ? tag(request, reply, payload) : payload
  })
}

function tag(request: FastifyRequest, reply: FastifyReply, payload: string): string | null {
  const etag = etagOf(payload)
  reply.header('etag', etag)
  if (!matches(request.headers['if-none-match'], etag)) return payload
  reply.code(304).removeHeader('content-type').removeHeader('content-length')
  return null
}

/** The tag of a body that is sent with `hasEtag`. */
export function etagOf(payload: string): string {
  return `"${createHash('sha256').update(payload).digest('base64url')}"`
}

/** If-None-Match compares weakly (RFC 9110 section 13.1.2). */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}
