import { FORECAST_STEPS, type Forecast, type ForecastStepName, forecast } from '../../domain/forecast/forecast.ts'
import type { RunPace } from '../../domain/forecast/rates.ts'
import { guessSizes } from '../../domain/forecast/sizes.ts'
import type { Context } from '../context.ts'
import { readUsage } from '../read-usage.ts'
import { paceOptions } from './known-rates.ts'

/** Foretells what is left: the back-up of all that is not verified, then the verification and the switch of all that is. */
export async function readForecast(context: Context): Promise<Forecast> {
  const { tracking, clock } = context.ports
  const now = clock.now()
  const [overview, coverage, stored, paces, usage] = await Promise.all([
    tracking.readOverview(),
    tracking.coverageOf({ kind: 'everything' }),
    tracking.newestAnalysis(),
    readPaces(context, now),
    readUsage(context),
  ])
  const toBackUp = coverage.eligible - coverage.verified
  const toSwitch = (overview.byState.verified ?? 0) + toBackUp
  return forecast({
    at: now.toISOString(),
    left: { back_up: toBackUp, verify: toSwitch, switch: toSwitch },
    accounts: overview.accounts,
    verifiedBytes: overview.verifiedBytes,
    paces,
    sizes: guessSizes(stored?.analysis ?? null, { ...coverage, verifiedBytes: overview.verifiedBytes }),
    shape: context.settings.switching,
    cohorts: context.settings.switching.cohorts,
    usage: usage ?? { used: null, allowed: null, left: null },
  })
}

async function readPaces({ ports }: Context, now: Date): Promise<Record<ForecastStepName, RunPace[]>> {
  const paces = await Promise.all(
    FORECAST_STEPS.map((operation) => ports.tracking.recentPaces(operation, paceOptions(now))),
  )
  const [backUp = [], verify = [], switched = []] = paces
  return { back_up: backUp, verify, switch: switched }
}
