import { fillSeries, type SeriesBucket, type SeriesStep, seriesSpan } from '../../domain/analysis/series.ts'
import type { Context } from '../context.ts'

export interface SeriesRequest {
  by: SeriesStep
  /** ISO 8601; widened to the start of its bucket. */
  from?: string
  /** ISO 8601; widened to the end of its bucket. */
  to?: string
}

/** What was done in each hour or day, and how much of it failed. */
export interface Series {
  by: SeriesStep
  from: string
  to: string
  buckets: SeriesBucket[]
}

/**
 * Reads the series of the work, from counters.
 * @throws PermanentError `series.bad-range`
 */
export async function readSeries({ ports }: Context, request: SeriesRequest): Promise<Series> {
  const span = seriesSpan(request, ports.clock.now())
  const buckets = fillSeries(span, await ports.tracking.readSeries(span))
  return { by: span.by, from: span.from.toISOString(), to: span.to.toISOString(), buckets }
}
