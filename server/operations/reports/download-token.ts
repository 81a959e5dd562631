import { PermanentError } from '../../domain/errors.ts'
import type { ReportFormat, ReportSelection } from '../../domain/report/report.ts'
import type { Signer } from '../../ports/signer.ts'

/** What a download link stands for; everything it may do is in it, so nothing is stored. */
export interface Download {
  selection: ReportSelection
  format: ReportFormat
  /** Who made the link. */
  actorId: string
  expiresAt: string
}

/** The token of a link: what it stands for, and the signature of the installation. */
export function formatDownloadToken(signer: Signer, download: Download): string {
  const payload = Buffer.from(JSON.stringify(download)).toString('base64url')
  return `${payload}.${signer.sign('download', payload)}`
}

/**
 * What a token stands for.
 * @throws PermanentError `download.not-found` for whatever was not signed here, `download.expired`
 */
export function parseDownloadToken(signer: Signer, token: string, now: Date): Download {
  const [payload = '', signature = '', ...more] = token.split('.')
  const isOurs = more.length === 0 && isCanonical(signature) && signer.isSigned('download', payload, signature)
  if (!isOurs) throw new PermanentError('download.not-found', 'There is no such download. Make a new link.')
  const download: Download = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  if (Date.parse(download.expiresAt) > now.getTime()) return download
  throw new PermanentError('download.expired', 'This link has expired. Make a new one.')
}

/** Other spellings of the same bytes are other tokens. */
function isCanonical(signature: string): boolean {
  return Buffer.from(signature, 'base64url').toString('base64url') === signature
}
