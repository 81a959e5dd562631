import type { Analysis } from '../../server/domain/analysis/analysis.ts'
import { fillSeries, seriesSpan } from '../../server/domain/analysis/series.ts'
import { forecast } from '../../server/domain/forecast/forecast.ts'
import { predict, toActual } from '../../server/domain/forecast/prediction.ts'
import { rateOf } from '../../server/domain/forecast/rates.ts'
import type { AnalysisServices } from '../../server/operations/analysis/services.ts'
import { ACCOUNT_ID, NOW } from './memory-services.ts'

const RUN_ID = '0195513a-9d00-7c1e-8a53-2f5d5c0e9a11'
const SHAPE = { batchItems: 10_000, collectionsUpTo: 200, pollMs: 1_000, countedObjects: [] }
const SIZES = {
  basis: 'sampled',
  meanBytes: 1.5e6,
  lowMeanBytes: 1.4e6,
  highMeanBytes: 1.6e6,
  putsPerRecord: 1,
} as const

export const ANALYSIS: Analysis = {
  totals: { entries: 5, inScope: 3, outOfScope: { folder: 2 }, withoutAccount: 1, inScopePercent: 60 },
  accounts: {
    count: 1,
    largest: 3,
    median: 3,
    top10Percent: 100,
    top50Percent: 100,
    withAtLeast1000: 0,
    withAtLeast10000: 0,
    top: [{ accountId: ACCOUNT_ID, name: 'Northwind Traders', records: 3, knownBytes: 300, bytes: 1_500_300 }],
  },
  extensions: {
    top: [{ extension: 'pdf', records: 2, bytes: 1_500_200 }],
    withoutExtension: { records: 1, bytes: 100 },
    others: { extensions: 0, records: 0, bytes: 0 },
  },
  contentTypes: [{ contentType: 'application/pdf', verified: 2, sampled: 1 }],
  hosts: { top: [{ host: 'files.vendor.example', records: 3 }], otherHosts: 0, otherRecords: 0 },
  activity: {
    undated: 0,
    years: [{ year: 2025, records: 3 }],
    months: [{ year: 2025, month: 3, records: 3 }],
    monthsOfYear: [{ month: 3, recordsPerYear: 3, level: 'peak' }],
    weekdays: [{ weekday: 1, records: 3, level: 'usual' }],
    weekend: 'quieter',
    hours: [{ hour: 4, records: 0, level: 'quiet' }],
  },
  sizes: {
    knownRecords: 2,
    knownBytes: 300,
    unknownRecords: 1,
    estimatedBytes: 1_500_000,
    bytes: 1_500_300,
    lowBytes: 1_400_000,
    highBytes: 1_600_000,
    isExact: false,
    putsPerRecord: 1,
    sample: { drawn: 1, read: 1, archived: 0, missing: 0, refused: 0, unread: 0 },
  },
}

/** Services of the analysis group that know one analysis, one forecast and one hour of work. */
export function analysisExamples(): AnalysisServices {
  const sizes = SIZES
  return {
    newestAnalysis: async () => ({ runId: RUN_ID, runNumber: 2, at: NOW.toISOString(), analysis: ANALYSIS }),
    forecast: async () =>
      forecast({
        at: NOW.toISOString(),
        left: { back_up: 1_000, verify: 1_500, switch: 1_500 },
        accounts: 10,
        verifiedBytes: 1_700_000_000_000,
        paces: { back_up: [{ seconds: 10, settled: 100, bytes: 100_000_000 }], verify: [], switch: [] },
        sizes,
        shape: SHAPE,
        cohorts: { canaryAccountIds: [], canaryRecords: 0, percentages: [], soakMinutes: 0 },
        usage: { used: 900, allowed: 100_000, left: 99_100 },
      }),
    forecastOfRun: async (runId) => ({
      runId,
      runNumber: 7,
      state: 'succeeded',
      predictedAt: NOW.toISOString(),
      predicted: predict('back_up', { records: 10, accounts: 1 }, { rate: rateOf('back_up', []), sizes, shape: SHAPE }),
      actual: toActual({ seconds: 2.5, settled: 10, bytes: 12_000_000 }),
      errorPercent: { records: 0, bytes: 25, seconds: -60 },
    }),
    series: async (request) => {
      const span = seriesSpan(request, NOW)
      const worked = {
        from: '2026-03-01T11:00:00.000Z',
        counts: { 'back_up:done': 3, 'back_up:failed': 1, 'back_up:bytes': 9 },
      }
      return {
        by: span.by,
        from: span.from.toISOString(),
        to: span.to.toISOString(),
        buckets: fillSeries(span, [worked]),
      }
    },
  }
}
