import type { Forecast } from '../../domain/forecast/forecast.ts'
import type { StoredAnalysis } from '../../ports/tracking/analyses.ts'
import type { Context } from '../context.ts'
import { readAnalysis } from './read-analysis.ts'
import { readForecast } from './read-forecast.ts'
import { type RunForecast, readRunForecast } from './read-run-forecast.ts'
import { readSeries, type Series, type SeriesRequest } from './read-series.ts'

export interface AnalysisServices {
  /** Error: PermanentError `analysis.none`. */
  newestAnalysis(): Promise<StoredAnalysis>
  forecast(): Promise<Forecast>
  /** Errors: PermanentError `run.not-found`, `forecast.none`. */
  forecastOfRun(runId: string): Promise<RunForecast>
  /** Error: PermanentError `series.bad-range`. */
  series(request: SeriesRequest): Promise<Series>
}

export function analysisServices(context: Context): AnalysisServices {
  return {
    newestAnalysis: () => readAnalysis(context),
    forecast: () => readForecast(context),
    forecastOfRun: (runId) => readRunForecast(context, runId),
    series: (request) => readSeries(context, request),
  }
}
