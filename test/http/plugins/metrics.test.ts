import { expect, test } from 'vitest'
import { buildApp } from '../../../server/http/app.ts'
import { MEASUREMENTS, memoryDiagnostics } from '../memory-diagnostics.ts'
import { memoryServices } from '../memory-services.ts'
import { as, openApp } from '../requests.ts'

test('metrics tell memory, answers, calls to Salesforce, records, runs, failures and the queue', async () => {
  const app = await openApp(memoryServices())
  await app.inject({ url: '/v1/overview' })
  const { body, headers } = await app.inject({ url: '/metrics' })
  await app.close()
  expect(headers['content-type']).toContain('text/plain; version=0.0.4')
  for (const line of [
    'doclift_http_requests_total{method="GET",route="/v1/overview",status="401"} 1',
    'doclift_http_request_duration_seconds_bucket{method="GET",route="/v1/overview",le="+Inf"} 1',
    'doclift_http_request_duration_seconds_count{method="GET",route="/v1/overview"} 1',
    'doclift_salesforce_requests_total 7',
    'doclift_salesforce_api_used 10',
    'doclift_records{state="verified"} 3',
    'doclift_records_out_of_scope{reason="folder"} 2',
    'doclift_runs{state="running"} 1',
    'doclift_failures{code="source.missing"} 412',
    'doclift_queue_tasks{queue="batches",state="waiting"} 3',
    'doclift_queue_oldest_waiting_seconds 1.5',
    'doclift_database_connections{state="idle"} 4',
    'doclift_database_connections_in_use{use="service"} 1',
    'doclift_database_pool_peak_waiting 3',
    'doclift_housekeeping_removed_total{subject="uploads"} 3',
    'doclift_database_up 1',
  ]) {
    expect(body).toContain(`${line}\n`)
  }
  expect(body).toMatch(/^process_resident_memory_bytes \d{7,}$/m)
  expect(body).toMatch(/^doclift_process_peak_resident_memory_bytes \d{7,}$/m)
  expect(body).toMatch(/^process_cpu_seconds_total \d+\.\d+$/m)
  expect(body).toMatch(/^doclift_event_loop_delay_p99_seconds \d/m)
})

test('the buckets of a histogram are cumulative, and end with the count of all', async () => {
  const app = await openApp(memoryServices())
  for (let call = 0; call < 3; call += 1) await app.inject({ url: '/healthz' })
  const { body } = await app.inject({ url: '/metrics' })
  await app.close()
  const buckets = [...body.matchAll(/^doclift_http_request_duration_seconds_bucket\{[^}]*healthz[^}]*\} (\d+)$/gm)]
  const counts = buckets.map(([, count]) => Number(count))
  expect(counts).toHaveLength(7)
  expect(counts).toEqual(counts.toSorted((left, right) => left - right))
  expect(counts.at(-1)).toBe(3)
})

test('addresses that do not exist share one route, whatever they are', async () => {
  const app = await openApp(memoryServices())
  for (const url of ['/v1/nothing-1', '/v1/nothing-2?x=1', '/a"b']) await app.inject({ url })
  const { body } = await app.inject({ url: '/metrics' })
  await app.close()
  expect(body).toContain('doclift_http_requests_total{method="GET",route="unknown",status="404"} 3\n')
  expect(body).not.toContain('nothing-1')
})

test('failure codes without end are counted together beyond the fifty largest', async () => {
  const failures = Array.from({ length: 70 }, (_, index) => ({ code: `CODE_${index}`, records: 100 - index }))
  const measure = async () => ({ ...MEASUREMENTS, failures })
  const app = await openApp(memoryServices({ diagnostics: { ...memoryDiagnostics(), measure } }))
  const { body } = await app.inject({ url: '/metrics' })
  await app.close()
  expect([...body.matchAll(/^doclift_failures\{/gm)]).toHaveLength(51)
  const beyond = failures.slice(50).reduce((sum, failure) => sum + failure.records, 0)
  expect(body).toContain(`doclift_failures{code="other"} ${beyond}\n`)
})

test('metrics of the process are served when the database does not answer', async () => {
  const services = memoryServices()
  const tracking = { ...services.tracking, readOverview: () => Promise.reject(new Error('gone')) }
  const nothing = { queue: null, databaseConnections: null, runs: null, workers: null, failures: null }
  const measure = async () => ({ ...MEASUREMENTS, ...nothing })
  const app = await openApp({ ...services, tracking, diagnostics: { ...memoryDiagnostics(), measure } })
  const { statusCode, body } = await app.inject({ url: '/metrics' })
  await app.close()
  expect(statusCode).toBe(200)
  expect(body).toContain('doclift_database_up 0\n')
  expect(body).toContain('doclift_salesforce_requests_total 7\n')
  for (const name of ['records', 'runs', 'workers', 'failures', 'queue_tasks'])
    expect(body).not.toContain(`doclift_${name}`)
})

test('metrics need a token where others can reach them', async () => {
  const app = await buildApp(memoryServices(), { logLevel: 'silent', isLoopback: false })
  expect((await app.inject({ url: '/metrics' })).statusCode).toBe(401)
  expect((await app.inject({ url: '/metrics', headers: as('viewer') })).statusCode).toBe(200)
  await app.close()
})
