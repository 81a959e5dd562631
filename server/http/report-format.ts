import { type Static, Type } from 'typebox'
import { PermanentError } from '../domain/errors.ts'
import { REPORT_FORMATS, type ReportFormat } from '../domain/report/report.ts'

export const MEDIA_TYPES: Readonly<Record<ReportFormat, string>> = { csv: 'text/csv', json: 'application/x-ndjson' }

export const FormatQuery = Type.Object(
  {
    format: Type.Optional(
      Type.Enum(REPORT_FORMATS, {
        description: 'csv for spreadsheets, json for JSON lines. It counts more than the header Accept.',
      }),
    ),
  },
  { additionalProperties: false },
)

/** What each name in Accept asks for; the first that is wanted holds, in this order. */
const FORMAT_OF_TYPE: readonly (readonly [mediaType: string, format: ReportFormat])[] = [
  [MEDIA_TYPES.json, 'json'],
  [MEDIA_TYPES.csv, 'csv'],
  ['application/json', 'json'],
  ['*/*', 'json'],
  ['application/*', 'json'],
  ['text/*', 'csv'],
]

/**
 * The format a request asks for, by its query or else by Accept.
 * @throws PermanentError `api.not-acceptable`
 */
export function formatOf(request: {
  query: Static<typeof FormatQuery>
  headers: { accept?: string | undefined }
}): ReportFormat {
  return request.query.format ?? acceptedFormat(request.headers.accept)
}

function acceptedFormat(accept = '*/*'): ReportFormat {
  const wanted = accept.split(',').map((part) => part.split(';')[0]?.trim().toLowerCase())
  const found = FORMAT_OF_TYPE.find(([mediaType]) => wanted.includes(mediaType))
  if (found) return found[1]
  const offered = Object.values(MEDIA_TYPES).join(' and ')
  throw new PermanentError('api.not-acceptable', `It is offered as ${offered}. Ask for one of them.`)
}
