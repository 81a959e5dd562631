import type { Analysis } from '../../domain/analysis/analysis.ts'
import type { RecordFacts } from '../../domain/analysis/facts.ts'
import type { SeriesCounts, SeriesStep } from '../../domain/analysis/series.ts'
import type { RunPrediction } from '../../domain/forecast/prediction.ts'
import type { RunPace } from '../../domain/forecast/rates.ts'
import type { Operation } from '../../domain/run/run.ts'
import type { VerificationLevel } from '../../domain/verification/verification.ts'

/** A document that was drawn, as the source is asked for it. */
export interface DrawnDocument {
  recordId: string
  stratum: string
  name: string
  identifier: string | null
  documentUrl: string | null
}

export interface StoredAnalysis {
  runId: string
  runNumber: number
  at: string
  analysis: Analysis
}

export interface StoredPrediction {
  at: string
  prediction: RunPrediction
}

/** What was found out about the whole org, and the series of the work. */
export interface AnalysisStore {
  /** Everything an analysis counts, of one moment. Reads every record; for runs only. */
  readRecordFacts(): Promise<RecordFacts>
  /**
   * So many records of each stratum, of those in scope whose size is not known. The choice is random, and the same for the
   * same run and records.
   * @param sizes by stratum: an extension, the empty text for none, and `OTHER_EXTENSIONS` for all that are not named
   */
  drawSample(runId: string, sizes: ReadonlyMap<string, number>): Promise<DrawnDocument[]>
  /** The first analysis of a run stays. */
  saveAnalysis(runId: string, analysis: Analysis, at: Date): Promise<void>
  hasAnalysis(runId: string): Promise<boolean>
  newestAnalysis(): Promise<StoredAnalysis | undefined>

  /** The prediction of a run; a plan that is made anew replaces it. */
  savePrediction(runId: string, prediction: RunPrediction, at: Date): Promise<void>
  predictionOf(runId: string): Promise<StoredPrediction | undefined>
  /** What a run has done until now, from counters. Undefined when there is no such run, or it has not begun. */
  paceOf(runId: string, now: Date): Promise<RunPace | undefined>
  /**
   * What the newest runs of an operation that have begun took for how much work: without the rests between cohorts, and with each
   * write of a canary.
   * @param options.level of verifications only those; any when left out
   */
  recentPaces(
    operation: Operation,
    options: { limit: number; now: Date; level?: VerificationLevel },
  ): Promise<RunPace[]>

  /** What was settled in each hour or day of a span, from counters; buckets in which nothing was are left out. */
  readSeries(span: { by: SeriesStep; from: Date; to: Date }): Promise<{ from: string; counts: SeriesCounts }[]>
}
