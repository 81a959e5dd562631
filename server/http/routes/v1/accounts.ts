import { Type } from 'typebox'
import { ACCOUNT_FILTER_NAMES } from '../../../domain/overview/account-filters.ts'
import { ACCOUNT_SORTS } from '../../../domain/overview/account-sorts.ts'
import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { accountListOf, pageOptions, toPage } from '../../cursor.ts'
import { idempotencyOf } from '../../idempotency.ts'
import { notFound } from '../../problem.ts'
import { parseRecordId } from '../../record-ids.ts'
import { sendRun } from '../../resources.ts'
import { AccountSchema } from '../../schemas/account.ts'
import { mutationResponses, readResponses } from '../../schemas/problem.ts'
import { RecordSchema } from '../../schemas/record.ts'
import { RunSchema } from '../../schemas/run.ts'
import { listQuery, MutationHeaders, pageOf, RecordIdParams, ref } from '../../schemas/shared.ts'

const tags = ['accounts']

const DESCRIPTION = `A sorted list is in the order of the counters as they were folded last, which is some seconds ago while
work is done. A cursor goes on after the value it was made at, so an Account that changes meanwhile may move over it, and no
other does. A cursor is good for its own sort only.`

const listAccounts = {
  operationId: 'listAccounts',
  summary: 'Accounts with documents, in id order or sorted.',
  description: DESCRIPTION,
  tags,
  querystring: listQuery({
    sort: Type.Optional(
      Type.Enum(ACCOUNT_SORTS, { description: 'Without it, in id order. With a minus, the largest or latest first.' }),
    ),
    name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 80,
        pattern: '^[^\\u0000]+$',
        description: 'Only Accounts with this in their names, whatever its case and accents.',
        examples: ['northwind'],
      }),
    ),
    filter: Type.Optional(
      Type.Enum(ACCOUNT_FILTER_NAMES, { description: 'Only Accounts with at least one record like that.' }),
    ),
  }),
  response: readResponses(pageOf(AccountSchema)),
}
const getAccount = {
  operationId: 'getAccount',
  summary: 'One Account: how many records are in which state.',
  tags,
  params: RecordIdParams,
  response: readResponses(ref(AccountSchema)),
  codes: ['account.not-found'],
}
const listRecords = {
  operationId: 'listRecordsOfAccount',
  summary: 'Records of one Account, in id order.',
  tags,
  params: RecordIdParams,
  querystring: listQuery({}),
  response: readResponses(pageOf(RecordSchema)),
  codes: ['account.not-found'],
}

const rollBackAccount = {
  operationId: 'rollBackAccount',
  summary: 'Gives every switched record of one Account back the URL it had, where the value there is still ours.',
  tags,
  params: RecordIdParams,
  headers: MutationHeaders,
  response: mutationResponses(ref(RunSchema)),
  codes: ['account.not-found', 'run.outside-test-mode'],
}

export function addAccounts(app: App, { tracking, planRun }: Services): void {
  app.get('/v1/accounts', { schema: listAccounts, config: { role: 'viewer' } }, async ({ query }) => {
    const { limit, cursor, ...filters } = query
    const list = accountListOf(filters.sort)
    const page = await tracking.listAccounts({ ...pageOptions(list, { limit, cursor }), ...filters })
    return toPage(list, page, (account) => account)
  })

  app.get('/v1/accounts/:id', { schema: getAccount, config: { role: 'viewer', hasEtag: true } }, ({ params }) =>
    accountOf(params.id),
  )

  app.get('/v1/accounts/:id/records', { schema: listRecords, config: { role: 'viewer' } }, async (request) => {
    const { accountId } = await accountOf(request.params.id)
    const page = await tracking.listRecords({ ...pageOptions('records', request.query), accountId })
    return toPage('records', page, (record) => record)
  })

  app.post(
    '/v1/accounts/:id/rollback',
    { schema: rollBackAccount, config: { role: 'operator' } },
    async (request, reply) => {
      const { accountId } = await accountOf(request.params.id)
      const scope = { kind: 'accounts' as const, accountIds: [accountId] }
      const wanted = { operation: 'roll_back' as const, scope, isDryRun: false, limits: {} }
      const { run } = await planRun(wanted, request.actor, idempotencyOf(request))
      return sendRun(reply, run)
    },
  )

  async function accountOf(id: string) {
    const account = await tracking.getAccount(parseRecordId(id, '/params/id'))
    if (!account) throw notFound('account.not-found', 'Account')
    return account
  }
}
