import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { readResponses } from '../../schemas/problem.ts'
import { SeriesQuery, SeriesSchema } from '../../schemas/series.ts'
import { ref } from '../../schemas/shared.ts'

const readSeries = {
  operationId: 'readSeries',
  summary: 'What was done in each hour or day, and how much of it failed.',
  tags: ['overview'],
  querystring: SeriesQuery,
  codes: ['series.bad-range'],
  response: readResponses(ref(SeriesSchema)),
}

export function addSeries(app: App, { analysis }: Services): void {
  app.get('/v1/overview/series', { schema: readSeries, config: { role: 'viewer' } }, ({ query }) =>
    analysis.series(query),
  )
}
