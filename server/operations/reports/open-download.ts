import type { Context } from '../context.ts'
import { siteOf } from '../restore/site.ts'
import { subjectOf } from './create-download.ts'
import { parseDownloadToken } from './download-token.ts'
import { findReport } from './find-report.ts'
import { type OpenReport, openReport } from './open-report.ts'
import type { limitStreams } from './stream-limit.ts'

/**
 * Begins to read the report that a download link stands for, in the name of whoever made the link.
 * @throws PermanentError `download.not-found`, `download.expired`, and as `findReport` does; TransientError `report.busy`
 */
export async function openDownload(
  context: Context,
  start: ReturnType<typeof limitStreams>,
  token: string,
): Promise<OpenReport> {
  const { tracking, signer, clock } = context.ports
  const at = clock.now()
  const { selection, format, actorId } = parseDownloadToken(signer, token, at)
  const found = await findReport(tracking, selection, siteOf(context))
  const subject = subjectOf(selection)
  await tracking.appendAudit({
    at,
    actorId,
    action: 'download.opened',
    subject,
    detail: { report: selection.report, format },
  })
  return await openReport(start, found, format)
}
