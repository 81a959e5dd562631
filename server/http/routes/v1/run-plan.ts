import { planReport } from '../../../operations/reports/find-report.ts'
import { nameFile } from '../../../operations/reports/open-report.ts'
import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { FormatQuery, formatOf } from '../../report-format.ts'
import { sendFile } from '../../report-stream.ts'
import { textContent } from '../../schemas/problem.ts'
import { RunIdParams } from '../../schemas/shared.ts'
import { requireRun } from './runs.ts'

const getPlan = {
  operationId: 'getRunPlan',
  summary: 'The exact plan of a run: Id, old and new value, and the reason of what is left out.',
  description: 'JSON lines, or CSV for spreadsheets with formulas made harmless.',
  tags: ['runs'],
  params: RunIdParams,
  querystring: FormatQuery,
  codes: ['run.not-found', 'api.not-acceptable', 'run.not-planned', 'run.items-archived'],
  response: {
    200: textContent('One line per record.', {
      'application/x-ndjson':
        '{"id":"a01000000000001AAA","old":"https://files.vendor.example/a","new":"https://files.northwind.example/a","reason":null}\n',
      'text/csv':
        'Id,Old,New,Reason\r\na01000000000001AAA,https://files.vendor.example/a,https://files.northwind.example/a,\r\n',
    }),
  },
}

export function addRunPlan(app: App, { tracking }: Services): void {
  app.get('/v1/runs/:id/plan', { schema: getPlan, config: { role: 'viewer' } }, async (request, reply) => {
    const format = formatOf(request)
    const plan = planReport(tracking, await requireRun(tracking, request.params.id))
    return sendFile(request, reply, { fileName: nameFile(plan, format), format, text: plan.read(format) })
  })
}
