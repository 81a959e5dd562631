import type { App } from '../app.ts'

/** A page of our own (plugins/docs-page.ts) replaces the policy by one of its own, because its headers are set later. */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Two years, as the preload lists of browsers ask for; said over TLS only, elsewhere browsers ignore it. */
const TLS_HEADERS = { 'strict-transport-security': 'max-age=63072000' }

/** Headers of every answer: nothing is guessed, framed, cached or told to others, and TLS stays TLS. */
export function securityHeaders({ hasTls }: { hasTls: boolean }): Record<string, string> {
  return hasTls ? { ...HEADERS, ...TLS_HEADERS } : HEADERS
}

export function addSecurityHeaders(app: App, options: { hasTls: boolean }): void {
  const headers = securityHeaders(options)
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(headers)
  })
}
