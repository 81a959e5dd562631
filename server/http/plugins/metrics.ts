import type { Services } from '../../operations/services.ts'
import type { App } from '../app.ts'
import { installationMetrics } from '../metrics/installation.ts'
import { watchProcess } from '../metrics/process.ts'
import { RequestCounts } from '../metrics/requests.ts'
import { formatMetrics } from '../prometheus.ts'
import { textContent } from '../schemas/problem.ts'

const EXAMPLE = `# HELP doclift_verified_bytes Bytes in the bucket that the store attested.
# TYPE doclift_verified_bytes gauge
doclift_verified_bytes 1700000000000
`

const getMetrics = {
  operationId: 'getMetrics',
  summary: 'Metrics in the Prometheus text format.',
  tags: ['service'],
  response: { 200: textContent('Prometheus text format, version 0.0.4.', { 'text/plain': EXAMPLE }) },
}

/** Counts answers and serves the metrics of docs/metrics.md at `/metrics`, in the Prometheus text format. */
export function addMetrics(app: App, services: Services, { isPublic }: { isPublic: boolean }): void {
  const requests = new RequestCounts()
  const thisProcess = watchProcess()
  app.addHook('onClose', async () => thisProcess.stop())
  app.addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime }) =>
    requests.count({ method, route: routeOptions.url ?? 'unknown', status: statusCode, seconds: elapsedTime / 1_000 }),
  )
  const config = { role: isPublic ? ('public' as const) : ('viewer' as const), isAlwaysAnswered: true }
  app.get('/metrics', { schema: getMetrics, config }, async (_request, reply) => {
    const metrics = [...thisProcess.read(), ...requests.read(), ...(await readInstallation(services))]
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(formatMetrics(metrics))
  })
}

/** What the ledger knows is left out while the database does not answer, so that the process can still be watched. */
async function readInstallation({ tracking, diagnostics }: Services) {
  const [overview, measurements] = await Promise.all([tracking.readOverview().catch(() => null), diagnostics.measure()])
  return installationMetrics(overview, measurements)
}
