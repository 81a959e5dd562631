import { loadsOf } from '../../domain/forecast/cohorts.ts'
import { isForecastable, predict } from '../../domain/forecast/prediction.ts'
import { rateOf } from '../../domain/forecast/rates.ts'
import type { Run } from '../../domain/run/run.ts'
import type { Cohort } from '../../domain/switch/cohorts.ts'
import { levelOf } from '../../domain/verification/verification.ts'
import type { Context } from '../context.ts'
import { knownSizes, paceOptions } from './known-rates.ts'

/**
 * Stores what a run is expected to take, once its items are known, so that it can be compared with what it took.
 * @param cohorts of a switch; empty for any other run
 */
export async function predictRun(context: Context, run: Run, cohorts: readonly Cohort[]): Promise<void> {
  const { tracking, clock } = context.ports
  if (!isForecastable(run.operation)) return
  const level = levelOf(run)
  const [{ planned }, accounts, paces, sizes] = await Promise.all([
    tracking.countsOf(run.id),
    tracking.plannedAccounts(run.id),
    tracking.recentPaces(run.operation, { ...paceOptions(clock.now()), level }),
    knownSizes(context),
  ])
  const known = { rate: rateOf(run.operation, paces, level), sizes, shape: context.settings.switching }
  const load = { records: planned, accounts: accounts.length, level, cohorts: loadsOf(cohorts) }
  const prediction = predict(run.operation, load, known)
  await tracking.savePrediction(run.id, prediction, clock.now())
}
