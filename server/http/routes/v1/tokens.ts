import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { pageOptions, toPage } from '../../cursor.ts'
import { TokenIdParams, TokenSchema } from '../../schemas/access.ts'
import { noContent, readResponses } from '../../schemas/problem.ts'
import { listQuery, pageOf } from '../../schemas/shared.ts'

const tags = ['access']

const listTokens = {
  operationId: 'listTokens',
  summary: 'Tokens for automation, oldest first, with those that expired or were revoked.',
  description: 'A token cannot be created here, only by "doclift token create" where the service has its settings.',
  tags,
  querystring: listQuery({}),
  response: readResponses(pageOf(TokenSchema)),
}
const revokeToken = {
  operationId: 'revokeToken',
  summary: 'Revokes a token at once, for good.',
  description:
    'The next request with it is refused, by every process. Revoking it again changes nothing and is no error, so no Idempotency-Key is needed. A token cannot be created here, only by "doclift token create".',
  tags,
  params: TokenIdParams,
  codes: ['token.not-found'],
  response: { 204: noContent('It is revoked.') },
}

export function addTokens(app: App, { access }: Services): void {
  app.get('/v1/tokens', { schema: listTokens, config: { role: 'admin' } }, async ({ query }) => {
    const page = await access.listTokens(pageOptions('tokens', query))
    return toPage('tokens', page, (token) => token)
  })

  app.delete('/v1/tokens/:id', { schema: revokeToken, config: { role: 'admin' } }, async (request, reply) => {
    await access.revokeToken(request.params.id, request.actor)
    return reply.code(204).send(null)
  })
}
