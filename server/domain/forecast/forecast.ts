import type { CohortSettings } from '../switch/cohorts.ts'
import { type CohortLoad, guessCohorts } from './cohorts.ts'
import { formatUsd } from './money.ts'
import { predict, type RunPrediction } from './prediction.ts'
import { type PriceTable, requestCost, S3_STANDARD, storagePerMonth } from './prices.ts'
import { type Forecastable, type Rate, type RunPace, rateOf } from './rates.ts'
import type { SwitchShape } from './requests.ts'
import type { SizeGuess } from './sizes.ts'

/** What is left to do, and what it will take. */
export interface Forecast {
  at: string
  /** In the order in which they are done. */
  steps: ForecastStep[]
  sizes: SizeGuess
  cost: ForecastCost
  salesforce: Allowance
  /** What these figures rest on and leave out, in sentences. */
  notes: string[]
}

export interface ForecastStep extends RunPrediction {
  rate: Rate
  /** Ends of the 95 % confidence interval of the bytes; null where there is none. */
  lowBytes: number | null
  highBytes: number | null
  hours: number
}

/** Amounts are decimal text in US dollars. */
export interface ForecastCost {
  prices: { name: string; source: string; asOf: string; currency: 'USD' }
  /** Everything that is and will be in the bucket. */
  storagePerMonth: string
  /** Requests of all steps, once. */
  requests: string
}

export interface Allowance {
  /** API calls of the org in the last 24 hours, and its allowance; null before the org has said so. */
  used: number | null
  allowed: number | null
  /** What is left for Doclift, up to its share of the allowance. */
  left: number | null
  needed: number
  /** Whether what is left suffices for all steps; null when it is not known. */
  fits: boolean | null
}

export interface Situation {
  at: string
  /** Records of each step. */
  left: Readonly<Record<ForecastStepName, number>>
  accounts: number
  verifiedBytes: number
  paces: Readonly<Record<ForecastStepName, readonly RunPace[]>>
  sizes: SizeGuess
  shape: SwitchShape
  /** How a switch is cut into cohorts. */
  cohorts: CohortSettings
  usage: Pick<Allowance, 'used' | 'allowed' | 'left'>
}

export const FORECAST_STEPS = ['back_up', 'verify', 'switch'] as const
export type ForecastStepName = (typeof FORECAST_STEPS)[number] & Forecastable

/** Foretells all that is left. */
export function forecast(situation: Situation, prices: PriceTable = S3_STANDARD): Forecast {
  const steps = FORECAST_STEPS.map((operation) => toStep(operation, situation))
  const needed = steps.reduce((sum, step) => sum + step.requests.salesforceCalls, 0)
  return {
    at: situation.at,
    steps,
    sizes: situation.sizes,
    cost: costOf(situation, steps, prices),
    salesforce: allowanceOf(situation.usage, needed),
    notes: notesOf(situation, steps),
  }
}

function toStep(operation: ForecastStepName, situation: Situation): ForecastStep {
  const { left, paces, sizes, shape } = situation
  const rate = rateOf(operation, paces[operation])
  const records = left[operation]
  const load = { records, accounts: Math.min(situation.accounts, records), cohorts: cohortsOf(operation, situation) }
  const prediction = predict(operation, load, { rate, sizes, shape })
  const atMean = (mean: number | null) => {
    if (operation !== 'back_up' || mean === null) return null
    return Math.round(records * mean)
  }
  return {
    ...prediction,
    rate,
    lowBytes: atMean(sizes.lowMeanBytes),
    highBytes: atMean(sizes.highMeanBytes),
    hours: Math.round(prediction.seconds / 36) / 100,
  }
}

function cohortsOf(operation: ForecastStepName, { left, accounts, cohorts }: Situation): CohortLoad[] {
  if (operation !== 'switch') return []
  return guessCohorts({ records: left.switch, accounts: Math.min(accounts, left.switch) }, cohorts)
}

function costOf({ verifiedBytes }: Situation, steps: readonly ForecastStep[], prices: PriceTable): ForecastCost {
  const bytes = steps.reduce((sum, step) => sum + step.bytes, verifiedBytes)
  const puts = steps.reduce((sum, step) => sum + step.requests.storePuts, 0)
  const gets = steps.reduce((sum, step) => sum + step.requests.storeGets, 0)
  const { name, source, asOf, currency } = prices
  return {
    prices: { name, source, asOf, currency },
    storagePerMonth: formatUsd(storagePerMonth(bytes, prices)),
    requests: formatUsd(requestCost({ puts, gets }, prices)),
  }
}

function allowanceOf({ used, allowed, left }: Situation['usage'], needed: number): Allowance {
  return { used, allowed, left, needed, fits: left === null ? null : needed <= left }
}

const ALWAYS = [
  'Bytes that leave the vendor are billed to the vendor, and bytes that enter the bucket are free: neither is in the cost.',
  'Reading by users after the switch is not in the cost.',
  'Tries again after errors are not counted.',
]

const SIZE_NOTES: Readonly<Record<SizeGuess['basis'], string>> = {
  sampled: 'Sizes come from the random sample of the newest analysis.',
  copied: 'Sizes are taken to be like those of the copies made so far. An analysis makes this better.',
  assumed: 'Nothing was measured: 1.4 MB are assumed for each document. Run an analysis first.',
}

function notesOfCohorts(cohorts: readonly CohortLoad[]): string[] {
  const rehearsed = cohorts.find(({ rounds }) => rounds > 1)
  const soakMinutes = cohorts.reduce((sum, cohort) => sum + cohort.soakMinutes, 0)
  return [
    ...(rehearsed
      ? [`About ${rehearsed.records} records are the canary of the switch and are written three times.`]
      : []),
    ...(soakMinutes > 0 ? [`The time of the switch has ${soakMinutes} minutes of rest between its cohorts.`] : []),
  ]
}

function notesOf(situation: Situation, steps: readonly ForecastStep[]): string[] {
  const assumed = steps.filter(({ rate }) => rate.basis === 'assumed').map(({ operation }) => operation)
  const rates = assumed.length === 0 ? [] : [`The rate is assumed, not measured, for: ${assumed.join(', ')}.`]
  return [SIZE_NOTES[situation.sizes.basis], ...rates, ...notesOfCohorts(cohortsOf('switch', situation)), ...ALWAYS]
}
