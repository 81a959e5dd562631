import type { Services } from '../../../operations/services.ts'
import type { App } from '../../app.ts'
import { ForecastSchema, RunForecastSchema } from '../../schemas/forecast.ts'
import { readResponses } from '../../schemas/problem.ts'
import { RunIdParams, ref } from '../../schemas/shared.ts'

const tags = ['analysis']

const readForecast = {
  operationId: 'readForecast',
  summary: 'What is left to do: requests, bytes, money and hours.',
  tags,
  response: readResponses(ref(ForecastSchema)),
}
const readRunForecast = {
  operationId: 'readRunForecast',
  summary: 'What was predicted for a run beside what it took.',
  tags,
  params: RunIdParams,
  codes: ['run.not-found', 'forecast.none'],
  response: readResponses(ref(RunForecastSchema)),
}

export function addForecast(app: App, { analysis }: Services): void {
  app.get('/v1/forecast', { schema: readForecast, config: { role: 'viewer' } }, () => analysis.forecast())

  app.get('/v1/forecast/runs/:id', { schema: readRunForecast, config: { role: 'viewer' } }, async ({ params }) => {
    const { actual, ...compared } = await analysis.forecastOfRun(params.id)
    return { ...compared, actual: actual && { ...actual } }
  })
}
