import type { ReportFormat, ReportSelection } from '../../domain/report/report.ts'
import type { Actor } from '../../domain/run/run.ts'
import type { Context } from '../context.ts'
import { siteOf } from '../restore/site.ts'
import { formatDownloadToken } from './download-token.ts'
import { findReport } from './find-report.ts'

const LIFE_MS = 5 * 60_000

/**
 * Makes a link by which a browser can fetch one report within five minutes, without any other token. Nothing is stored but
 * the audit entry.
 * @throws PermanentError as `findReport` does
 */
export async function createDownload(
  context: Context,
  { selection, format }: { selection: ReportSelection; format: ReportFormat },
  actor: Actor,
): Promise<{ token: string; expiresAt: string }> {
  const { tracking, signer, clock } = context.ports
  await findReport(tracking, selection, siteOf(context))
  const at = clock.now()
  const expiresAt = new Date(at.getTime() + LIFE_MS).toISOString()
  const token = formatDownloadToken(signer, { selection, format, actorId: actor.id, expiresAt })
  const detail = { report: selection.report, format, expiresAt }
  await tracking.appendAudit({
    at,
    actorId: actor.id,
    action: 'download.created',
    subject: subjectOf(selection),
    detail,
  })
  return { token, expiresAt }
}

/** What the audit log names: the run or the Account, or the report itself. */
export function subjectOf(selection: ReportSelection): string {
  return 'id' in selection ? selection.id : selection.report
}
