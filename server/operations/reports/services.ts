import type { Receipt } from '../../domain/receipt/receipt.ts'
import type { ReportFormat, ReportSelection } from '../../domain/report/report.ts'
import type { Actor, Run } from '../../domain/run/run.ts'
import type { IdempotencyBinding } from '../../ports/tracking/runs.ts'
import type { Context } from '../context.ts'
import { siteOf } from '../restore/site.ts'
import { createDownload } from './create-download.ts'
import { findReport } from './find-report.ts'
import { issueReceipt } from './issue-receipt.ts'
import { linkRecord, type RecordLink } from './link-record.ts'
import { openDownload } from './open-download.ts'
import { type OpenReport, openReport } from './open-report.ts'
import { retryRecord } from './retry-record.ts'
import { limitStreams } from './stream-limit.ts'

/** Reports, receipts, links, and what a person does with one record. */
export interface ReportServices {
  openReport(selection: ReportSelection, format: ReportFormat): Promise<OpenReport>
  createDownload(
    request: { selection: ReportSelection; format: ReportFormat },
    actor: Actor,
  ): Promise<{ token: string; expiresAt: string }>
  openDownload(token: string): Promise<OpenReport>
  issueReceipt(recordId: string): Promise<Receipt>
  receiptKey(): { keyId: string; publicKeyPem: string }
  linkRecord(recordId: string, actor: Actor): Promise<RecordLink>
  retryRecord(recordId: string, actor: Actor, idempotency?: IdempotencyBinding): Promise<{ run: Run; isNew: boolean }>
}

/** Of the connections of a process, so many may be held by reports. */
const MOST_STREAMS = 3

export function reportServices(context: Context): ReportServices {
  const { tracking, signer } = context.ports
  const start = limitStreams(MOST_STREAMS)
  return {
    openReport: async (selection, format) =>
      openReport(start, await findReport(tracking, selection, siteOf(context)), format),
    createDownload: (request, actor) => createDownload(context, request, actor),
    openDownload: (token) => openDownload(context, start, token),
    issueReceipt: (recordId) => issueReceipt(context, recordId),
    receiptKey: () => ({ keyId: signer.keyId, publicKeyPem: signer.publicKeyPem }),
    linkRecord: (recordId, actor) => linkRecord(context, recordId, actor),
    retryRecord: (recordId, actor, idempotency) => retryRecord(context, recordId, actor, idempotency),
  }
}
