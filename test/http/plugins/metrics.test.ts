import { expect, test } from 'vitest'
import { buildApp } from '../../../server/http/app.ts'
import { memoryServices } from '../memory-services.ts'
import { as, openApp } from '../requests.ts'

test('metrics tell memory, answers, calls to Salesforce and records by state', async () => {
  const app = await openApp(memoryServices())
  await app.inject({ url: '/v1/overview' })
  const { body, headers } = await app.inject({ url: '/metrics' })
  await app.close()
  expect(headers['content-type']).toContain('text/plain; version=0.0.4')
  expect(body).toContain('doclift_http_requests_total{method="GET",route="/v1/overview",status="401"} 1\n')
  expect(body).toContain('doclift_salesforce_requests_total 7\n')
  expect(body).toContain('doclift_records{state="verified"} 3\n')
  expect(body).toContain('doclift_records_out_of_scope{reason="folder"} 2\n')
  expect(body).toMatch(/^process_resident_memory_bytes \d{7,}$/m)
  expect(body).toMatch(/^doclift_process_peak_resident_memory_bytes \d{7,}$/m)
})

test('metrics are served without the ledger when the database does not answer', async () => {
  const services = memoryServices()
  const tracking = { ...services.tracking, readOverview: () => Promise.reject(new Error('gone')) }
  const app = await openApp({ ...services, tracking })
  const { statusCode, body } = await app.inject({ url: '/metrics' })
  await app.close()
  expect(statusCode).toBe(200)
  expect(body).not.toContain('doclift_records')
})

test('metrics need a token where others can reach them', async () => {
  const app = await buildApp(memoryServices(), { logLevel: 'silent', isLoopback: false })
  expect((await app.inject({ url: '/metrics' })).statusCode).toBe(401)
  expect((await app.inject({ url: '/metrics', headers: as('viewer') })).statusCode).toBe(200)
  await app.close()
})
