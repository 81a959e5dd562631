import type { RevokedLinks } from '../../../operations/links/revoke-links.ts'
import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { idempotencyOf } from '../../idempotency.ts'
import { parseRecordId } from '../../record-ids.ts'
import { readResponses } from '../../schemas/problem.ts'
import { RevokedLinksSchema } from '../../schemas/revoked-links.ts'
import { MutationHeaders, RecordIdParams, ref } from '../../schemas/shared.ts'

const AFTERWARDS = 'Salesforce still holds the old links until the next switch, which writes new ones. Audited.'
const common = { headers: MutationHeaders, response: readResponses(ref(RevokedLinksSchema)) }

const revokeRecordLink = {
  ...common,
  operationId: 'revokeRecordLink',
  summary: 'Stops every link to the document of a record, at once.',
  description: AFTERWARDS,
  tags: ['records'],
  params: RecordIdParams,
  codes: ['record.not-found'],
}
const revokeAccountLinks = {
  ...common,
  operationId: 'revokeAccountLinks',
  summary: 'Stops every link to a document of an Account, at once.',
  description: AFTERWARDS,
  tags: ['accounts'],
  params: RecordIdParams,
  codes: ['account.not-found'],
}
const revokeAllLinks = {
  ...common,
  operationId: 'revokeAllLinks',
  summary: 'Stops every link there is, at once.',
  description: AFTERWARDS,
  tags: ['records'],
}

/** One link that went astray is an operator's work; many at once break what users work with until the next switch. */
export function addLinkRevocations(app: App, { links }: Services): void {
  app.post(
    '/v1/records/:id/link/revoke',
    { schema: revokeRecordLink, config: { role: 'operator' } },
    async (request) => {
      const scope = { kind: 'record' as const, recordId: parseRecordId(request.params.id, '/params/id') }
      return toResource(await links.revokeLinks(scope, request.actor, idempotencyOf(request)))
    },
  )

  app.post(
    '/v1/accounts/:id/links/revoke',
    { schema: revokeAccountLinks, config: { role: 'admin' } },
    async (request) => {
      const scope = { kind: 'account' as const, accountId: parseRecordId(request.params.id, '/params/id') }
      return toResource(await links.revokeLinks(scope, request.actor, idempotencyOf(request)))
    },
  )

  app.post('/v1/links/revoke', { schema: revokeAllLinks, config: { role: 'admin' } }, async (request) =>
    toResource(await links.revokeLinks({ kind: 'everything' }, request.actor, idempotencyOf(request))),
  )
}

function toResource({ scope, records }: RevokedLinks) {
  const id = scope.kind === 'record' ? scope.recordId : scope.kind === 'account' ? scope.accountId : null
  return { of: scope.kind, id, records }
}
