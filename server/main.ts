import closeWithGrace from 'close-with-grace'
import { type Config, readConfig, secretsOf } from './config.ts'
import { redactor } from './domain/redact.ts'
import { type App, buildApp } from './http/app.ts'
import { pressureLimits } from './http/plugins/under-pressure.ts'
import { endBecauseOf, keepPresence, type Presence } from './jobs/presence.ts'
import { startWorker, type Worker } from './jobs/worker.ts'
import { exitWithReason, loadEnvFile } from './process.ts'
import { openInstallation, openLog } from './wiring.ts'
import { startFurtherWorkers } from './worker-processes.ts'

/** Work that is under way gets this long to reach a point where it can stop; the ledger knows the rest. */
const STOP_WITHIN_MS = 8_000

/** The service: the HTTP API, with a worker inside and further ones beside it, as the settings say. */
async function main(): Promise<void> {
  loadEnvFile()
  const config = readConfig(process.env)
  const own = { number: 1, of: config.worker === 'inside' ? config.workerProcesses : 1 }
  const log = openLog(config, own)
  const installation = await openInstallation(config, log, own)
  const binding = await installation.bind()
  const worker = config.worker === 'inside' ? await startWorker(installation.context, { kind: 'service' }) : undefined
  const presence = worker ?? (await keepPresence(installation.context, { kind: 'service', onRefused: endBecauseOf }))
  const app = await buildApp(installation.services, {
    logLevel: config.logLevel,
    isLoopback: config.http.isLoopback,
    redact: redactor(secretsOf(config)),
    pressure: pressureLimits(),
    ...tlsOf(config),
  })
  const further = startFurtherWorkers({ processes: own.of, clock: installation.context.ports.clock, log })
  await app.listen({ host: config.http.host, port: config.http.port })
  log.info('Doclift is ready.', {
    ...binding,
    profile: config.profile,
    testMode: installation.services.testMode,
    port: config.http.port,
  })
  closeWithGrace({ delay: 2 * STOP_WITHIN_MS + 5_000 }, async ({ err }) => {
    if (err) log.error('The service stops because of an error.', { error: err })
    await Promise.all([closeInOrder(app, presence), further.stop(2 * STOP_WITHIN_MS)])
    await installation.close()
  })
}

/** The worker goes on while requests are answered. */
async function closeInOrder(app: App, presence: Worker | Presence): Promise<void> {
  await closeWithin(app, STOP_WITHIN_MS)
  await presence.stop(STOP_WITHIN_MS)
}

/** Takes no more requests and answers those under way; one that is not answered by then loses its connection. */
async function closeWithin(app: App, waitMs: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), waitMs)
  await app.close()
  clearTimeout(timer)
}

function tlsOf({ http }: Config) {
  return http.tls ? { tls: { cert: http.tls.certificatePem, key: http.tls.privateKeyPem.reveal() } } : {}
}

main().catch(exitWithReason)
