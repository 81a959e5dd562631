import { admitReport } from '../../domain/conform/admit.ts'
import { outcomeOf } from '../../domain/conform/judge.ts'
import { verifyConformReport } from '../../domain/conform/verify.ts'
import { PermanentError } from '../../domain/errors.ts'
import type { Actor } from '../../domain/run/run.ts'
import type { ImportedReport } from '../../ports/tracking/conform.ts'
import type { Context } from '../context.ts'

/**
 * Records what a sandbox of the org was seen to do, whether it passes or not. The same report is recorded once.
 * @param bytes of the file, as `npm run org:conform` wrote it
 * @throws PermanentError `conform.no-keys`, `conform.not-valid`, `conform.unknown-key`, `conform.in-future`,
 * `conform.too-old`, `conform.other-host`, `conform.other-settings`, `conform.other-checks`
 */
export async function importReport(context: Context, bytes: Uint8Array, actor: Actor): Promise<ImportedReport> {
  const { conform } = context.settings
  const { tracking, clock, ids } = context.ports
  if (conform.publicKeys.length === 0) throw noKeys()
  const report = verifyConformReport(bytes, conform.publicKeys)
  const now = clock.now()
  admitReport(report, conform, now)
  return await tracking.saveConformReport({
    id: ids.next(),
    report,
    outcome: outcomeOf(report),
    importedAt: now.toISOString(),
    importedBy: actor.id,
  })
}

function noKeys(): PermanentError {
  const message =
    'CONFORM_PUBLIC_KEYS_FILE is not set, so no report is believed. Put the public key into a file that "npm run org:conform" printed, and name the file.'
  return new PermanentError('conform.no-keys', message)
}
