import type { ReportSelection } from '../../../domain/report/report.ts'
import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { parseRecordId } from '../../record-ids.ts'
import { sendFile } from '../../report-stream.ts'
import {
  DownloadParams,
  type DownloadRequestBody,
  DownloadRequestSchema,
  DownloadSchema,
} from '../../schemas/download.ts'
import { textContent } from '../../schemas/problem.ts'
import { ref } from '../../schemas/shared.ts'

const tags = ['reports']

const createDownload = {
  operationId: 'createDownload',
  summary: 'A link of five minutes to one report, for browsers and whoever else has no token.',
  description:
    'Nothing is stored, so no Idempotency-Key is needed: the link itself says, signed, what it stands for. Making one and using it are both audited.',
  tags,
  body: DownloadRequestSchema,
  codes: ['run.not-found', 'run.not-planned', 'run.no-before-images', 'run.items-archived', 'account.not-found'],
  response: { 201: ref(DownloadSchema) },
}
const useDownload = {
  operationId: 'useDownload',
  summary: 'The report a link stands for, as a file.',
  description: 'It needs no token: the link is one. It can be used until it expires.',
  tags,
  params: DownloadParams,
  codes: [
    'download.not-found',
    'download.expired',
    'run.not-found',
    'run.not-planned',
    'run.no-before-images',
    'run.items-archived',
    'account.not-found',
    'report.busy',
    'database.unavailable',
  ],
  response: {
    200: textContent('The same lines as the report itself.', {
      'application/x-ndjson': '{"end":true,"rows":0}\n',
      'text/csv': 'Id,Old,New,Reason\r\n',
    }),
  },
}

export function addDownloads(app: App, { reports }: Services): void {
  app.post('/v1/downloads', { schema: createDownload, config: { role: 'viewer' } }, async (request, reply) => {
    const wanted = { selection: toSelection(request.body), format: request.body.format }
    const { token, expiresAt } = await reports.createDownload(wanted, request.actor)
    const url = `/v1/downloads/${token}`
    return reply.code(201).header('location', url).send({ url, expiresAt })
  })

  // The address is a secret while it lives, and lines about requests hold addresses.
  const quiet = { schema: useDownload, config: { role: 'public' as const }, logLevel: 'error' as const }
  app.get('/v1/downloads/:token', quiet, async (request, reply) =>
    sendFile(request, reply, await reports.openDownload(request.params.token)),
  )
}

function toSelection(body: DownloadRequestBody): ReportSelection {
  switch (body.report) {
    case 'account':
      return { report: 'account', id: parseRecordId(body.id, '/body/id') }
    case 'run':
    case 'plan':
    case 'before-images':
    case 'side-effects':
      return { report: body.report, id: body.id }
    default:
      return { report: body.report }
  }
}
