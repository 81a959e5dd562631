import { Type } from 'typebox'
import { FAILURE_CLASSES } from '../../../domain/failure/failure-class.ts'
import { OUT_OF_SCOPE_REASONS, RECORD_WORDS } from '../../../domain/file/states.ts'
import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { pageOptions, toPage } from '../../cursor.ts'
import { idempotencyOf } from '../../idempotency.ts'
import { InvalidRequestError, notFound } from '../../problem.ts'
import { parseRecordId } from '../../record-ids.ts'
import { sendRun } from '../../resources.ts'
import { FailureCodeSchema } from '../../schemas/failure-code.ts'
import { mutationResponses, readResponses } from '../../schemas/problem.ts'
import { HistorySchema, RecordSchema } from '../../schemas/record.ts'
import { RunSchema } from '../../schemas/run.ts'
import { listQuery, MutationHeaders, pageOf, RecordIdParams, ref } from '../../schemas/shared.ts'

const tags = ['records']

const listRecords = {
  operationId: 'listRecords',
  summary: 'Records by state, reason, Account or failure, in id order.',
  tags,
  querystring: listQuery({
    state: Type.Optional(Type.Enum(RECORD_WORDS)),
    outOfScopeReason: Type.Optional(Type.Enum(OUT_OF_SCOPE_REASONS)),
    accountId: Type.Optional(RecordIdParams.properties.id),
    failureCode: Type.Optional(FailureCodeSchema),
    failureClass: Type.Optional(
      Type.Enum(FAILURE_CLASSES, { description: 'With failureCode: only the records of this group of /v1/failures.' }),
    ),
  }),
  response: readResponses(pageOf(RecordSchema)),
}
const getRecord = {
  operationId: 'getRecord',
  summary: 'One record.',
  tags,
  params: RecordIdParams,
  response: readResponses(ref(RecordSchema)),
  codes: ['record.not-found'],
}
const getHistory = {
  operationId: 'getRecordHistory',
  summary: 'Every value the URL field was seen with or given, oldest first.',
  tags,
  params: RecordIdParams,
  response: readResponses(ref(HistorySchema)),
  codes: ['record.not-found'],
}
const releaseRecord = {
  operationId: 'releaseRecord',
  summary: 'Lets a record that was rolled back, or that somebody else changed, take part in switches again.',
  description:
    'The link of a conflicted record counts from then on as it stands: it is confirmed when it is the one Doclift wrote; otherwise its document is copied anew before a switch takes it.',
  tags,
  params: RecordIdParams,
  headers: MutationHeaders,
  response: readResponses(ref(RecordSchema)),
  codes: ['record.not-found', 'record.not-held', 'run.records-owned'],
}
const rollBackRecord = {
  operationId: 'rollBackRecord',
  summary: 'Gives one record back the URL it had before the switch, if the value there is still ours.',
  tags,
  params: RecordIdParams,
  headers: MutationHeaders,
  response: mutationResponses(ref(RunSchema)),
  codes: [
    'record.not-found',
    'rollback.never-switched',
    'rollback.being-checked',
    'rollback.conflicted',
    'rollback.outside-test-mode',
    'run.outside-test-mode',
    'run.records-owned',
  ],
}

export function addRecords(app: App, { tracking, rollback }: Services): void {
  app.get('/v1/records', { schema: listRecords, config: { role: 'viewer' } }, async ({ query }) => {
    const { limit, cursor, accountId, ...filters } = query
    if (filters.failureClass && !filters.failureCode) throw classWithoutCode()
    const options = { ...pageOptions('records', { limit, cursor }), ...filters, ...accountFilter(accountId) }
    return toPage('records', await tracking.listRecords(options), (record) => record)
  })

  app.get('/v1/records/:id', { schema: getRecord, config: { role: 'viewer', hasEtag: true } }, ({ params }) =>
    recordOf(params.id),
  )

  app.get(
    '/v1/records/:id/history',
    { schema: getHistory, config: { role: 'viewer', hasEtag: true } },
    async (request) => {
      const { recordId } = await recordOf(request.params.id)
      const [items, healings] = await Promise.all([tracking.historyOf(recordId), tracking.healingsOf(recordId)])
      return { items, healings }
    },
  )

  app.post(
    '/v1/records/:id/rollback',
    { schema: rollBackRecord, config: { role: 'operator' } },
    async (request, reply) => {
      const { recordId } = await recordOf(request.params.id)
      const { run } = await rollback.rollBackRecord(recordId, request.actor, idempotencyOf(request))
      return sendRun(reply, run)
    },
  )

  app.post('/v1/records/:id/release', { schema: releaseRecord, config: { role: 'operator' } }, (request) =>
    rollback.releaseRecord(parseRecordId(request.params.id, '/params/id'), request.actor, idempotencyOf(request)),
  )

  async function recordOf(id: string) {
    const record = await tracking.getRecord(parseRecordId(id, '/params/id'))
    if (!record) throw notFound('record.not-found', 'record')
    return record
  }
}

/** By itself a class says nothing: what a record failed at is known by its code and its state together. */
function classWithoutCode(): InvalidRequestError {
  return new InvalidRequestError([{ pointer: '/query/failureCode', detail: 'must be given with failureClass' }])
}

function accountFilter(accountId: string | undefined) {
  return accountId === undefined ? {} : { accountId: parseRecordId(accountId, '/query/accountId') }
}
