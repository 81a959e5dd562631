import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { PermanentError } from '../../../domain/errors.ts'
import type { PlanLine } from '../../../domain/run/plan-hash.ts'
import type { Run } from '../../../domain/run/run.ts'
import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { readResponses } from '../../schemas/problem.ts'
import { RunIdParams } from '../../schemas/shared.ts'
import { formatSpreadsheetLine } from '../../spreadsheet.ts'
import { requireRun } from './runs.ts'

interface PlanFormat {
  mediaType: string
  extension: string
  head: string
  formatLine(line: PlanLine): string
}

/** The first one is given to whoever accepts anything. */
const FORMATS: readonly [PlanFormat, PlanFormat] = [
  {
    mediaType: 'application/x-ndjson',
    extension: 'ndjson',
    head: '',
    formatLine: ({ recordId, expectedUrl, targetUrl, leftOutReason }) =>
      `${JSON.stringify({ id: recordId, old: expectedUrl, new: targetUrl, reason: leftOutReason })}\n`,
  },
  {
    mediaType: 'text/csv',
    extension: 'csv',
    head: formatSpreadsheetLine(['Id', 'Old', 'New', 'Reason']),
    formatLine: ({ recordId, expectedUrl, targetUrl, leftOutReason }) =>
      formatSpreadsheetLine([recordId, expectedUrl, targetUrl, leftOutReason]),
  },
]

const LINES_PER_PAGE = 1_000

const lines = Type.Unsafe<Readable>({ type: 'string' })
const content = Object.fromEntries(FORMATS.map(({ mediaType }) => [mediaType, { schema: lines }]))
const getPlan = {
  summary: 'The exact plan of a run: Id, old and new value, and the reason of what is left out.',
  description: 'JSON lines, or CSV for spreadsheets with formulas made harmless.',
  tags: ['runs'],
  params: RunIdParams,
  response: { ...readResponses(lines, 404, 406, 409), 200: { description: 'One line per record.', content } },
}

export function addRunPlan(app: App, { tracking }: Services): void {
  app.get('/v1/runs/:id/plan', { schema: getPlan, config: { role: 'viewer' } }, async (request, reply) => {
    const format = acceptedFormat(request.headers.accept)
    const run = await requireRun(tracking, request.params.id)
    refuseUnplanned(run)
    return reply
      .type(`${format.mediaType}; charset=utf-8`)
      .header('content-disposition', `attachment; filename="plan-${run.number}.${format.extension}"`)
      .send(Readable.from(formatPlan(tracking.planLines(run.id, LINES_PER_PAGE), format), { objectMode: false }))
  })
}

/** Page after page, as fast as the reader takes it, so that a million lines need the memory of one page. */
async function* formatPlan(pages: AsyncIterable<PlanLine[]>, format: PlanFormat): AsyncGenerator<string> {
  if (format.head) yield format.head
  for await (const lines of pages) yield lines.map(format.formatLine).join('')
}

function acceptedFormat(accept = '*/*'): PlanFormat {
  const wanted = accept.split(',').map((part) => part.split(';')[0]?.trim().toLowerCase())
  const format = FORMATS.find(({ mediaType }) => wanted.includes(mediaType))
  if (format) return format
  if (wanted.some((type) => type === '*/*' || type === 'application/*')) return FORMATS[0]
  if (wanted.includes('text/*')) return FORMATS[1]
  const offered = FORMATS.map(({ mediaType }) => mediaType).join(' and ')
  throw new PermanentError('api.not-acceptable', `The plan is offered as ${offered}.`)
}

function refuseUnplanned(run: Run): void {
  if (run.planHash !== null) return
  throw new PermanentError('run.not-planned', `Run ${run.number} is still being planned. Try again in some seconds.`)
}
