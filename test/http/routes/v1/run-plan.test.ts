import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { App } from '../../../../server/http/app.ts'
import { buildRun, type MemoryServices, memoryServices, RECORD_ID } from '../../memory-services.ts'
import { as, openApp } from '../../requests.ts'

let app: App
let services: MemoryServices
const run = buildRun({ number: 14 })
beforeEach(async () => {
  services = memoryServices()
  services.runs.push(run)
  app = await openApp(services)
})
afterEach(() => app.close())

function getPlan(accept?: string) {
  return app.inject({ url: `/v1/runs/${run.id}/plan`, headers: { ...as('viewer'), ...(accept ? { accept } : {}) } })
}

test('a plan is downloaded as JSON lines with exact values', async () => {
  const answer = await getPlan()
  expect(answer.headers['content-type']).toBe('application/x-ndjson; charset=utf-8')
  const lines = answer.body.trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { id: RECORD_ID, old: '=HYPERLINK("x")', new: 'https://b/x', reason: null },
    { id: 'a01000000000002AAA', old: null, new: null, reason: 'folder' },
  ])
})

test('a plan is downloaded as CSV that no spreadsheet runs', async () => {
  const answer = await getPlan('text/csv')
  expect(answer.headers['content-disposition']).toBe('attachment; filename="plan-14.csv"')
  expect(parse(answer.body)).toEqual([
    ['Id', 'Old', 'New', 'Reason'],
    [RECORD_ID, `'=HYPERLINK("x")`, 'https://b/x', ''],
    ['a01000000000002AAA', '', '', 'folder'],
  ])
})

test.each([
  ['text/csv;q=0.9, text/html', 'text/csv'],
  ['text/*', 'text/csv'],
  ['*/*', 'application/x-ndjson'],
])('Accept %s is answered with %s', async (accept, mediaType) => {
  expect((await getPlan(accept)).headers['content-type']).toContain(mediaType)
})

test('a plan in a format that is not offered is 406', async () => {
  expect((await getPlan('application/pdf')).json()).toMatchObject({ status: 406, code: 'api.not-acceptable' })
})

test('a plan that is still being made is 409 and says when to ask again', async () => {
  const unplanned = buildRun({ planHash: null })
  services.runs.push(unplanned)
  const answer = await app.inject({ url: `/v1/runs/${unplanned.id}/plan`, headers: as('viewer') })
  expect(answer.json()).toMatchObject({ status: 409, code: 'run.not-planned' })
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
})

test('a plan is read no further once its reader is gone', async () => {
  let pages = 0
  let isClosed = false
  async function* planLines() {
    try {
      for (;;) {
        pages += 1
        yield Array.from({ length: 1_000 }, () => ({
          recordId: RECORD_ID,
          expectedUrl: 'x'.repeat(200),
          targetUrl: null,
          leftOutReason: null,
        }))
      }
    } finally {
      isClosed = true
    }
  }
  const endless = await openApp({ ...services, tracking: { ...services.tracking, planLines } })
  const address = await endless.listen({ host: '127.0.0.1', port: 0 })
  const answer = await fetch(`${address}/v1/runs/${run.id}/plan`, { headers: as('viewer') })
  const reader = answer.body?.getReader()
  await reader?.read()
  await reader?.cancel()
  await expect.poll(() => isClosed).toBe(true)
  expect(pages).toBeLessThan(1_000)
  await endless.close()
})
