import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../../operations/services.ts'
import type { App } from '../app.ts'
import { limitLookups } from '../lookup-limit.ts'
import { type Attempts, countAttempts } from '../plugins/attempts.ts'
import { toError } from '../plugins/errors.ts'
import { answerOf } from '../problem.ts'

/** A page for people, who come here from a field in Salesforce; it is no part of the API. */
const schema = { hide: true }

/**
 * Leads from a link to the page in the org that opens its document. It takes no token but the link itself and serves no byte
 * of a document. A link that is malformed, unknown, revoked or of a removed key gets the same page, so nobody learns which.
 */
export function addLinks(app: App, { links, clock }: Services): void {
  const lookUp = limitLookups()
  const attempts = countAttempts(clock)
  // The address is a secret while it leads somewhere, and lines about requests hold addresses.
  const quiet = { schema, config: { role: 'public' as const }, logLevel: 'error' as const, errorHandler: sendFault }
  app.route<{ Params: { token: string } }>({
    ...quiet,
    method: ['GET', 'HEAD'],
    url: '/d/:token',
    handler: async (request, reply) => {
      const address = await lookUp(() => links.openLink(request.params.token))
      return address === undefined ? sendUnknown(request, reply, attempts) : reply.redirect(address, 302)
    },
  })
}

/** Somebody who tries one link after the other is told to wait; a link that leads somewhere is never held up by that. */
function sendUnknown(request: FastifyRequest, reply: FastifyReply, attempts: Attempts): FastifyReply {
  const refusal = attempts.noteFailure(request.ip, undefined)
  if (refusal) throw refusal
  return sendPage(reply.code(404), 'Document not found', 'There is no document at this address.')
}

function sendFault(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const fault = toError(error)
  const { status, retryAfterSeconds } = answerOf(fault)
  if (status >= 500) request.log.error({ err: fault }, 'link could not be looked up')
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
  sendPage(reply.code(status), 'Not now', 'The document cannot be opened at this moment. Try again in a minute.')
}

function sendPage(reply: FastifyReply, title: string, sentence: string): FastifyReply {
  const advice = 'You can also open it from its record in Salesforce.'
  const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<h1>${title}</h1>
<p>${sentence} ${advice}</p>
</html>
`
  return reply.type('text/html; charset=utf-8').send(page)
}
