import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PermanentError } from '../../../../server/domain/errors.ts'
import type { App } from '../../../../server/http/app.ts'
import { ANALYSIS, analysisExamples } from '../../analysis-examples.ts'
import { memoryServices } from '../../memory-services.ts'
import { as, openApp } from '../../requests.ts'

const RUN_ID = '0195513a-9d00-7c1e-8a53-2f5d5c0e9a11'

let app: App
const analysis = analysisExamples()
beforeEach(async () => {
  app = await openApp(memoryServices({ analysis }))
})
afterEach(() => app.close())

const get = (url: string, headers = as('viewer')) => app.inject({ url, headers })

describe('GET /v1/analysis', () => {
  test('gives every part of the newest analysis', async () => {
    const answer = await get('/v1/analysis')
    expect(answer.json()).toEqual({ runId: RUN_ID, runNumber: 2, at: '2026-03-01T12:00:00.000Z', ...ANALYSIS })
  })

  test('is not sent again while it is the same', async () => {
    const { etag } = (await get('/v1/analysis')).headers
    const again = await get('/v1/analysis', { ...as('viewer'), 'if-none-match': String(etag) })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })

  test('without one says how to make one', async () => {
    const none = new PermanentError('analysis.none', 'There is none. Make one: POST /v1/runs with operation analyse.')
    const empty = await openApp(
      memoryServices({ analysis: { ...analysis, newestAnalysis: () => Promise.reject(none) } }),
    )
    const answer = await empty.inject({ url: '/v1/analysis', headers: as('viewer') })
    await empty.close()
    expect(answer.statusCode).toBe(404)
    expect(answer.json()).toMatchObject({ code: 'analysis.none', detail: expect.stringContaining('operation analyse') })
  })
})

describe('GET /v1/forecast', () => {
  test('gives all that was foretold', async () => {
    const answer = await get('/v1/forecast')
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual(await analysis.forecast())
  })

  test('of a run stands beside what it took', async () => {
    const answer = await get(`/v1/forecast/runs/${RUN_ID}`)
    expect(answer.json()).toEqual(await analysis.forecastOfRun(RUN_ID))
  })

  test('of something that is no id of a run is refused', async () => {
    expect((await get('/v1/forecast/runs/7')).statusCode).toBe(400)
  })

  test('of a run without a prediction is not found', async () => {
    const none = new PermanentError('forecast.none', 'Nothing was predicted for run 7.')
    const empty = await openApp(
      memoryServices({ analysis: { ...analysis, forecastOfRun: () => Promise.reject(none) } }),
    )
    const answer = await empty.inject({ url: `/v1/forecast/runs/${RUN_ID}`, headers: as('viewer') })
    await empty.close()
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'forecast.none'])
  })
})

describe('GET /v1/overview/series', () => {
  test('gives every bucket of the span with its error rate', async () => {
    const answer = await get('/v1/overview/series?by=hour&from=2026-03-01T11:00:00Z&to=2026-03-01T13:00:00Z')
    const { buckets, ...span } = answer.json()
    expect(span).toEqual({ by: 'hour', from: '2026-03-01T11:00:00.000Z', to: '2026-03-01T13:00:00.000Z' })
    expect(buckets).toMatchObject([
      { settled: 4, verified: 3, failed: 1, verifiedBytes: 9, errorRate: 0.25 },
      { settled: 0, errorRate: null },
    ])
  })

  test('covers 30 days by day when nothing else is said', async () => {
    expect((await get('/v1/overview/series?by=day')).json().buckets).toHaveLength(30)
  })

  test.each([
    'by=week',
    'from=2026-03-01',
    'by=hour&from=2026-03-02&to=2026-03-01',
    'by=hour&from=2026-01-01&to=2026-03-01',
    'by=day&from=1990-01-01',
    'by=day&from=long%20ago!!',
    'by=day&since=2026-03-01',
  ])('with %s is refused', async (query) => {
    const answer = await get(`/v1/overview/series?${query}`)
    expect(answer.statusCode).toBe(400)
    expect(answer.json().code).toMatch(/^(api\.invalid-request|series\.bad-range)$/)
  })
})
