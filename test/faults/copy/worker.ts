import closeWithGrace from 'close-with-grace'
import { openVendorSource } from '../../../server/adapters/vendor/document-source.ts'
import { fixedToken } from '../../../server/adapters/vendor/token.ts'
import { type Config, readConfig } from '../../../server/config.ts'
import { startWorker } from '../../../server/jobs/worker.ts'
import type { Context } from '../../../server/operations/context.ts'
import { HostPaces } from '../../../server/operations/pace/host-paces.ts'
import { exitWithReason } from '../../../server/process.ts'
import { openInstallation, openLog } from '../../../server/wiring.ts'

/**
 * A worker as `server/worker.ts`, but one that waits less: what takes it minutes in the field, because nobody is in a hurry there,
 * takes it a second here.
 */

const STOP_WITHIN_MS = 8_000
const RETRY_AFTER_MS = 25
/** Files at a time. What strikes by chance says nothing of how much a host can do, so nothing is learned from it here. */
const FILES_AT_ONCE = 8
const LEAST_SPEED = { leastBytes: 1_024, withinMs: 1_000 }

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const installation = await openInstallation(config, openLog(config))
  await installation.bind()
  const worker = await startWorker(hasty(installation.context, config))
  closeWithGrace({ delay: STOP_WITHIN_MS + 5_000 }, async () => {
    await worker.stop(STOP_WITHIN_MS)
    await installation.close()
  })
}

function hasty(context: Context, { sources, vendor: { maxFileSizeBytes } }: Config): typeof context {
  const { settings, ports } = context
  if (sources.vendor?.token.kind !== 'text') throw new TypeError('This worker needs the vendor of a sandbox.')
  const { apiUrl, token, fileHosts, innerHosts } = sources.vendor
  const source = openVendorSource({
    ...{ apiUrl, fileHosts, innerHosts, maxFileSizeBytes },
    token: fixedToken(token.token.reveal()),
    leastSpeed: LEAST_SPEED,
  })
  const copy = { ...settings.copy, retryAfterMs: RETRY_AFTER_MS }
  const pace = { ...context.pace, hosts: new HostPaces(FILES_AT_ONCE) }
  return { ...context, pace, settings: { ...settings, copy }, ports: { ...ports, source } }
}

main().catch(exitWithReason)
