import { type Static, Type } from 'typebox'
import { REPORT_FORMATS } from '../../domain/report/report.ts'
import { EXAMPLE_RUN_ID } from './examples.ts'
import { dateTime, named, RecordIdParams, RunIdParams } from './shared.ts'

const closed = { additionalProperties: false }

const format = Type.Enum(REPORT_FORMATS, { description: 'csv for spreadsheets, json for JSON lines.' })

export const DownloadRequestSchema = Type.Union(
  [
    Type.Object(
      {
        report: Type.Enum(['run', 'plan', 'before-images', 'side-effects'], {
          description: 'The report of a run, its plan, the values that it overwrites, or what it set off.',
        }),
        id: RunIdParams.properties.id,
        format,
      },
      closed,
    ),
    Type.Object(
      {
        report: Type.Literal('account', { description: 'The report of one Account.' }),
        id: RecordIdParams.properties.id,
        format,
      },
      closed,
    ),
    Type.Object(
      {
        report: Type.Enum(['overview', 'failures', 'out-of-scope', 'drift'], {
          description: 'The report of everything.',
        }),
        format,
      },
      closed,
    ),
  ],
  { description: 'Which report.', examples: [{ report: 'run', id: EXAMPLE_RUN_ID, format: 'csv' }] },
)
export type DownloadRequestBody = Static<typeof DownloadRequestSchema>

export const DownloadSchema = named(
  'Download',
  Type.Object(
    {
      url: Type.String({ description: 'Path of the download; whoever has it may use it.' }),
      expiresAt: dateTime('Until when it can be used.'),
    },
    {
      description: 'A link to one report that needs no token of its own.',
      examples: [{ url: '/v1/downloads/eyJzZWxlY3Rpb24i.c2lnbmF0dXJl', expiresAt: '2026-03-01T12:05:00.000Z' }],
    },
  ),
)

export const DownloadParams = Type.Object({
  token: Type.String({
    pattern: '^[A-Za-z0-9_.-]{1,4000}$',
    description: 'As it stands in the url of a download.',
    examples: ['eyJzZWxlY3Rpb24i.c2lnbmF0dXJl'],
  }),
})
