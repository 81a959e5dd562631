import { Type } from 'typebox'
import type { Services } from '../../operations/services.ts'
import type { App } from '../app.ts'
import { peakResidentBytes } from '../peak-memory.ts'
import { formatMetrics, type Metric } from '../prometheus.ts'
import { readResponses } from '../schemas/problem.ts'

/** Counts answers and serves the metrics of this process at `/metrics`, in the Prometheus text format. */
export function addMetrics(app: App, services: Services, { isPublic }: { isPublic: boolean }): void {
  const answers = new Map<string, number>()
  app.addHook('onResponse', async (request, reply) => {
    const key = JSON.stringify([request.method, request.routeOptions.url ?? 'unknown', String(reply.statusCode)])
    answers.set(key, (answers.get(key) ?? 0) + 1)
  })
  const schema = {
    summary: 'Metrics in the Prometheus text format.',
    tags: ['service'],
    produces: ['text/plain'],
    response: readResponses(Type.String()),
  }
  app.get('/metrics', { schema, config: { role: isPublic ? 'public' : 'viewer' } }, async (_request, reply) => {
    const metrics = [
      ...processMetrics(),
      answerMetric(answers),
      apiMetric(services),
      ...(await ledgerMetrics(services)),
    ]
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(formatMetrics(metrics))
  })
}

function processMetrics(): Metric[] {
  return [
    {
      name: 'process_resident_memory_bytes',
      type: 'gauge',
      help: 'Resident memory of this process.',
      samples: [{ labels: {}, value: process.memoryUsage.rss() }],
    },
    {
      name: 'doclift_process_peak_resident_memory_bytes',
      type: 'gauge',
      help: 'Highest resident memory of this process so far.',
      samples: [{ labels: {}, value: peakResidentBytes() }],
    },
  ]
}

function answerMetric(answers: ReadonlyMap<string, number>): Metric {
  const samples = [...answers].map(([key, value]) => {
    const [method = '', route = '', status = ''] = JSON.parse(key) as string[]
    return { labels: { method, route, status }, value }
  })
  return { name: 'doclift_http_requests_total', type: 'counter', help: 'Answers by route and status.', samples }
}

function apiMetric({ apiUsage }: Services): Metric {
  return {
    name: 'doclift_salesforce_requests_total',
    type: 'counter',
    help: 'Requests this process has sent to Salesforce.',
    samples: [{ labels: {}, value: apiUsage().sent }],
  }
}

/** Left out while the database does not answer, so that the process can still be watched. */
async function ledgerMetrics({ tracking }: Services): Promise<Metric[]> {
  const overview = await tracking.readOverview().catch(() => undefined)
  if (!overview) return []
  return [
    byWord('doclift_records', 'Records in scope by state.', 'state', overview.byState),
    byWord('doclift_records_out_of_scope', 'Records out of scope by reason.', 'reason', overview.outOfScope),
    {
      name: 'doclift_verified_bytes',
      type: 'gauge',
      help: 'Bytes in the bucket that the store attested.',
      samples: [{ labels: {}, value: overview.verifiedBytes }],
    },
  ]
}

function byWord(name: string, help: string, label: string, counts: Readonly<Record<string, number>>): Metric {
  const samples = Object.entries(counts).map(([word, value]) => ({ labels: { [label]: word }, value }))
  return { name, type: 'gauge', help, samples }
}
