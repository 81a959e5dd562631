import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { idempotencyOf } from '../../idempotency.ts'
import { parseRecordId } from '../../record-ids.ts'
import { sendRun } from '../../resources.ts'
import { mutationResponses, readResponses } from '../../schemas/problem.ts'
import { RecordLinkSchema } from '../../schemas/record-link.ts'
import { RunSchema } from '../../schemas/run.ts'
import { MutationHeaders, RecordIdParams, ref } from '../../schemas/shared.ts'

const tags = ['records']

const linkRecord = {
  operationId: 'getRecordLink',
  summary: 'A link of one minute to the copy of a record in the bucket.',
  description: 'Each one is audited. A browser shows PDF and raster images; everything else is a download.',
  tags,
  params: RecordIdParams,
  codes: ['record.not-found', 'record.not-verified'],
  response: readResponses(ref(RecordLinkSchema)),
}
const retryRecord = {
  operationId: 'retryRecord',
  summary: 'Tries the copy of one record again, as a back-up of its own.',
  description: 'A record whose copy is verified already is left alone by it.',
  tags,
  params: RecordIdParams,
  headers: MutationHeaders,
  codes: ['record.not-found', 'record.out-of-scope', 'run.outside-test-mode'],
  response: mutationResponses(ref(RunSchema)),
}

export function addRecordActs(app: App, { reports }: Services): void {
  app.get('/v1/records/:id/link', { schema: linkRecord, config: { role: 'viewer' } }, (request) =>
    reports.linkRecord(parseRecordId(request.params.id, '/params/id'), request.actor),
  )

  app.post('/v1/records/:id/retry', { schema: retryRecord, config: { role: 'operator' } }, async (request, reply) => {
    const recordId = parseRecordId(request.params.id, '/params/id')
    const { run } = await reports.retryRecord(recordId, request.actor, idempotencyOf(request))
    return sendRun(reply, run)
  })
}
