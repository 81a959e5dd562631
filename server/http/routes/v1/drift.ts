import { Type } from 'typebox'
import { DRIFT_KINDS, recommendationFor } from '../../../domain/drift/drift.ts'
import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { pageOptions, toPage } from '../../cursor.ts'
import { parseRecordId } from '../../record-ids.ts'
import { DriftSchema } from '../../schemas/drift.ts'
import { readResponses } from '../../schemas/problem.ts'
import { listQuery, pageOf, RecordIdParams, RunIdParams } from '../../schemas/shared.ts'

const recordId = Type.Optional(RecordIdParams.properties.id)

const listDrift = {
  operationId: 'listDrift',
  summary: 'What moved in Salesforce since records were copied, the newest first.',
  description:
    'Found by catch-up and inventory. A finding is resolved when its record is copied, switched or released anew, or when the value moves on.',
  tags: ['drift'],
  querystring: listQuery({
    kind: Type.Optional(Type.Enum(DRIFT_KINDS)),
    accountId: recordId,
    recordId,
    runId: Type.Optional(RunIdParams.properties.id),
    withResolved: Type.Optional(
      Type.Boolean({ default: false, description: 'Whether findings that are resolved are shown too.' }),
    ),
  }),
  response: readResponses(pageOf(DriftSchema)),
}

export function addDrift(app: App, { tracking }: Services): void {
  app.get('/v1/drift', { schema: listDrift, config: { role: 'viewer' } }, async ({ query }) => {
    const { limit, cursor, accountId, recordId, ...filters } = query
    const page = await tracking.listDrift({
      ...pageOptions('drift', { limit, cursor }),
      ...filters,
      ...(accountId === undefined ? {} : { accountId: parseRecordId(accountId, '/query/accountId') }),
      ...(recordId === undefined ? {} : { recordId: parseRecordId(recordId, '/query/recordId') }),
    })
    return toPage('drift', page, (finding) => ({ ...finding, recommendation: recommendationFor(finding) }))
  })
}
