import { PermanentError } from '../../domain/errors.ts'
import {
  errorOf,
  type PredictionError,
  type RunActual,
  type RunPrediction,
  toActual,
} from '../../domain/forecast/prediction.ts'
import { isUnfinished, type Run } from '../../domain/run/run.ts'
import type { Context } from '../context.ts'

/** What was predicted for a run beside what it took. */
export interface RunForecast {
  runId: string
  runNumber: number
  state: Run['state']
  predictedAt: string
  predicted: RunPrediction
  /** Until now, while the run goes on; null before it has begun. */
  actual: RunActual | null
  errorPercent: PredictionError
}

/**
 * Compares a run with its prediction.
 * @throws PermanentError `run.not-found`, `forecast.none`
 */
export async function readRunForecast({ ports }: Context, runId: string): Promise<RunForecast> {
  const run = await ports.tracking.getRun(runId)
  if (!run) throw new PermanentError('run.not-found', 'There is no such run. Check its id.')
  const stored = await ports.tracking.predictionOf(runId)
  if (!stored) throw noForecast(run)
  const pace = await ports.tracking.paceOf(runId, ports.clock.now())
  const actual = pace ? toActual(pace) : null
  return {
    runId,
    runNumber: run.number,
    state: run.state,
    predictedAt: stored.at,
    predicted: stored.prediction,
    actual,
    errorPercent: errorOf(stored.prediction, isUnfinished(run.state) ? null : actual),
  }
}

function noForecast({ number, operation }: Run): PermanentError {
  const sentence = `Nothing was predicted for run ${number}, which is of the operation ${operation}. Predictions are made when a back-up, a verification, a switch or a rollback is planned.`
  return new PermanentError('forecast.none', sentence)
}
