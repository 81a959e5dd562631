import fastifySwaggerUi from '@fastify/swagger-ui'
import type { App } from '../app.ts'

/** Where the page is; everything it loads is below. */
export const DOCS_PREFIX = '/docs'

/**
 * What the page may do: run its own script files and ask this server. Styles are set by its script on elements one by
 * one, which a policy without inline styles allows; pictures are drawn from its own style sheet.
 */
const CONTENT_SECURITY_POLICY = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': ["'self'", 'data:'],
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
}

/** The API to browse at `/docs`. A token that is typed there stays in the memory of the page. */
export async function addDocsPage(app: App): Promise<void> {
  await app.register(fastifySwaggerUi, {
    routePrefix: DOCS_PREFIX,
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: 'Doclift API' },
    uiConfig: { layout: 'BaseLayout', persistAuthorization: false, docExpansion: 'list' },
  })
}
