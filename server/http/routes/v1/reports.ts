import { Type } from 'typebox'
import { ACCOUNT_COLUMNS } from '../../../domain/report/account-report.ts'
import { COVERAGE_COLUMNS } from '../../../domain/report/coverage-report.ts'
import { DRIFT_COLUMNS } from '../../../domain/report/drift-report.ts'
import { FAILURE_COLUMNS } from '../../../domain/report/failure-report.ts'
import { OUT_OF_SCOPE_COLUMNS } from '../../../domain/report/out-of-scope-report.ts'
import { RUN_COLUMNS } from '../../../domain/report/run-report.ts'
import { SIDE_EFFECT_COLUMNS } from '../../../domain/report/side-effect-report.ts'
import { formatBulkRow } from '../../../domain/restore/bulk-csv.ts'
import { formatDescription } from '../../../operations/restore/before-images.ts'
import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { parseRecordId } from '../../record-ids.ts'
import { FormatQuery, formatOf } from '../../report-format.ts'
import { sendFile } from '../../report-stream.ts'
import { EXAMPLE_ACCOUNT_ID, EXAMPLE_RECORD_ID } from '../../schemas/examples.ts'
import { textContent } from '../../schemas/problem.ts'
import {
  EXAMPLE_ACCOUNT_ROW,
  EXAMPLE_BEFORE_IMAGES,
  EXAMPLE_COVERAGE_ROW,
  EXAMPLE_DRIFT_ROW,
  EXAMPLE_FAILURE_ROW,
  EXAMPLE_OUT_OF_SCOPE_ROW,
  EXAMPLE_RUN_ROW,
  EXAMPLE_SIDE_EFFECT_ROW,
  REPORT_PROMISE,
  reportContent,
} from '../../schemas/report.ts'
import { RunIdParams } from '../../schemas/shared.ts'

const AccountIdParams = Type.Object({
  id: Type.String({
    minLength: 15,
    maxLength: 18,
    description: 'Salesforce id of an Account, 15 or 18 characters.',
    examples: [EXAMPLE_ACCOUNT_ID],
  }),
})

const ofEveryReport = { tags: ['reports'], querystring: FormatQuery }
const CODES = ['api.not-acceptable', 'report.busy']

const runReport = {
  ...ofEveryReport,
  operationId: 'getRunReport',
  summary: 'What became of every item of a run, those left out too.',
  description: REPORT_PROMISE,
  params: RunIdParams,
  codes: [...CODES, 'run.not-found', 'run.items-archived'],
  response: { 200: reportContent('One line per item, in Account and record order.', RUN_COLUMNS, EXAMPLE_RUN_ROW) },
}
const beforeImages = {
  ...ofEveryReport,
  operationId: 'getRunBeforeImages',
  summary: 'The values that a switch or a rollback overwrites, as Data Loader loads them back.',
  description: `CSV is the file itself: Id and the link field, "#N/A" for no value, byte-exact and without any change for
spreadsheets. JSON is what the file is: its run, its rows and its SHA-256. Both are of the plan, which does not change, and
the CSV has the same bytes as the one in the bucket.`,
  params: RunIdParams,
  codes: [...CODES, 'run.not-found', 'run.not-planned', 'run.no-before-images', 'run.items-archived'],
  response: {
    200: textContent('The file, or what it is.', {
      'application/x-ndjson': formatDescription(EXAMPLE_BEFORE_IMAGES),
      'text/csv': `${formatBulkRow(['Id', EXAMPLE_BEFORE_IMAGES.field])}${formatBulkRow([EXAMPLE_RECORD_ID, null])}`,
    }),
  },
}
const sideEffects = {
  ...ofEveryReport,
  operationId: 'getRunSideEffects',
  summary: 'What a switch set off in the org, each time that it was counted.',
  description: `Empty before the first count, and for a run that is no switch. ${REPORT_PROMISE}`,
  params: RunIdParams,
  codes: [...CODES, 'run.not-found'],
  response: {
    200: reportContent('One line per count and thing, the oldest first.', SIDE_EFFECT_COLUMNS, EXAMPLE_SIDE_EFFECT_ROW),
  },
}
const accountReport = {
  ...ofEveryReport,
  operationId: 'getAccountReport',
  summary: 'Every record of an Account with all that is known of it.',
  description: REPORT_PROMISE,
  params: AccountIdParams,
  codes: [...CODES, 'account.not-found'],
  response: { 200: reportContent('One line per record, in id order.', ACCOUNT_COLUMNS, EXAMPLE_ACCOUNT_ROW) },
}
const overviewReport = {
  ...ofEveryReport,
  operationId: 'getOverviewReport',
  summary: 'Coverage, Account by Account.',
  description: `The last line, "total", is what the overview says, and the sum of all others. ${REPORT_PROMISE}`,
  codes: CODES,
  response: {
    200: reportContent(
      'One line per Account in id order, one for records without Account, one for all.',
      COVERAGE_COLUMNS,
      EXAMPLE_COVERAGE_ROW,
    ),
  },
}
const failuresReport = {
  ...ofEveryReport,
  operationId: 'getFailuresReport',
  summary: 'Every record that needs attention (changed, missing, failed, conflicted or refused) or is in doubt.',
  description: REPORT_PROMISE,
  codes: CODES,
  response: { 200: reportContent('One line per record, by state and id.', FAILURE_COLUMNS, EXAMPLE_FAILURE_ROW) },
}
const outOfScopeReport = {
  ...ofEveryReport,
  operationId: 'getOutOfScopeReport',
  summary: 'Every record that is out of scope, with the reason.',
  description: REPORT_PROMISE,
  codes: CODES,
  response: {
    200: reportContent('One line per record, by reason and id.', OUT_OF_SCOPE_COLUMNS, EXAMPLE_OUT_OF_SCOPE_ROW),
  },
}

const driftReport = {
  ...ofEveryReport,
  operationId: 'getDriftReport',
  summary: 'Everything that moved in Salesforce since it was copied, resolved or not.',
  description: REPORT_PROMISE,
  codes: CODES,
  response: { 200: reportContent('One line per finding, the oldest first.', DRIFT_COLUMNS, EXAMPLE_DRIFT_ROW) },
}

export function addReports(app: App, { reports }: Services): void {
  app.get('/v1/runs/:id/report', { schema: runReport, config: { role: 'viewer' } }, async (request, reply) => {
    const selection = { report: 'run' as const, id: request.params.id }
    return sendFile(request, reply, await reports.openReport(selection, formatOf(request)))
  })

  const viewer = { role: 'viewer' as const }
  app.get('/v1/runs/:id/before-images', { schema: beforeImages, config: viewer }, async (request, reply) => {
    const selection = { report: 'before-images' as const, id: request.params.id }
    return sendFile(request, reply, await reports.openReport(selection, formatOf(request)))
  })

  app.get('/v1/runs/:id/side-effects', { schema: sideEffects, config: viewer }, async (request, reply) => {
    const selection = { report: 'side-effects' as const, id: request.params.id }
    return sendFile(request, reply, await reports.openReport(selection, formatOf(request)))
  })

  app.get('/v1/accounts/:id/report', { schema: accountReport, config: { role: 'viewer' } }, async (request, reply) => {
    const selection = { report: 'account' as const, id: parseRecordId(request.params.id, '/params/id') }
    return sendFile(request, reply, await reports.openReport(selection, formatOf(request)))
  })

  app.get('/v1/overview/report', { schema: overviewReport, config: { role: 'viewer' } }, async (request, reply) =>
    sendFile(request, reply, await reports.openReport({ report: 'overview' }, formatOf(request))),
  )

  app.get(
    '/v1/overview/out-of-scope',
    { schema: outOfScopeReport, config: { role: 'viewer' } },
    async (request, reply) =>
      sendFile(request, reply, await reports.openReport({ report: 'out-of-scope' }, formatOf(request))),
  )

  app.get('/v1/failures/report', { schema: failuresReport, config: { role: 'viewer' } }, async (request, reply) =>
    sendFile(request, reply, await reports.openReport({ report: 'failures' }, formatOf(request))),
  )

  app.get('/v1/drift/report', { schema: driftReport, config: { role: 'viewer' } }, async (request, reply) =>
    sendFile(request, reply, await reports.openReport({ report: 'drift' }, formatOf(request))),
  )
}
