import { FORECAST_STEPS, type Forecast, type ForecastStepName, forecast } from '../../domain/forecast/forecast.ts'
import type { RunPace } from '../../domain/forecast/rates.ts'
import { guessSizes } from '../../domain/forecast/sizes.ts'
import type { Context } from '../context.ts'
import { paceOptions } from './known-rates.ts'

/** Foretells what is left: the back-up of all that is not verified, then the verification and the switch of all that is. */
export async function readForecast(context: Context): Promise<Forecast> {
  const { tracking, clock } = context.ports
  const now = clock.now()
  const [overview, coverage, stored, paces] = await Promise.all([
    tracking.readOverview(),
    tracking.coverageOf({ kind: 'everything' }),
    tracking.newestAnalysis(),
    readPaces(context, now),
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
    usage: usageOf(context),
  })
}

async function readPaces({ ports }: Context, now: Date): Promise<Record<ForecastStepName, RunPace[]>> {
  const paces = await Promise.all(
    FORECAST_STEPS.map((operation) => ports.tracking.recentPaces(operation, paceOptions(now))),
  )
  const [backUp = [], verify = [], switched = []] = paces
  return { back_up: backUp, verify, switch: switched }
}

/** Of the two logins whichever has heard of more use: both speak of the same allowance. */
function usageOf({ ports }: Context): { used: number | null; allowed: number | null } {
  const [read, written] = [ports.org.usage(), ports.writer.usage()]
  return (written.used ?? -1) > (read.used ?? -1) ? written : read
}
