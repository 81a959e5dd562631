import { Type } from 'typebox'
import { RUN_STATES } from '../../domain/run/run.ts'
import { nullableNumber } from './analysis.ts'
import { dateTime, named, nullable } from './shared.ts'

const FORECASTABLE = ['back_up', 'verify', 'switch', 'roll_back'] as const
const BASES = ['measured', 'assumed'] as const
const SIZE_BASES = ['sampled', 'copied', 'assumed'] as const

const count = (description: string) => Type.Integer({ minimum: 0, description })
const unmeasured = nullable('integer', { description: 'Null: it is not counted for each run.' })
const usd = (description: string) => Type.String({ pattern: '^\\d+\\.\\d{2,6}$', description })

const RequestsShape = Type.Object(
  {
    salesforceCalls: count('API calls of the org.'),
    bulkBatches: count('Of the daily allowance of Bulk API batches.'),
    vendorCalls: count("Pre-signed addresses asked of the vendor's API."),
    storePuts: count('PUT requests at the store, parts of large objects included.'),
    storeGets: count('GET and HEAD requests at the store.'),
  },
  { description: 'Tries again after errors are not counted.' },
)

const predictionProperties = {
  operation: Type.Enum(FORECASTABLE),
  records: count('Records.'),
  bytes: count('Bytes that are copied.'),
  seconds: count(
    'How long it takes at this rate, with the rests between the cohorts of a switch and without other pauses.',
  ),
  requests: RequestsShape,
  rateBasis: Type.Enum(BASES, { description: 'Whether the rate was measured or is assumed.' }),
  sizeBasis: Type.Unsafe<(typeof SIZE_BASES)[number] | null>({
    enum: [...SIZE_BASES, null],
    description: 'Where the sizes come from: a sample, the copies made so far, or an assumption.',
  }),
}

const RateShape = Type.Object({
  recordsPerSecond: Type.Number(),
  bytesPerSecond: nullableNumber({ description: 'Null where no bytes move.' }),
  basis: Type.Enum(BASES),
  runs: count('How many of the newest runs it was measured from.'),
})

const StepShape = Type.Object({
  ...predictionProperties,
  rate: RateShape,
  lowBytes: nullable('integer', { description: 'Lower end of the 95 % confidence interval.' }),
  highBytes: nullable('integer', { description: 'Upper end of the 95 % confidence interval.' }),
  hours: Type.Number({ description: 'seconds, in hours.' }),
})

const SizesShape = Type.Object({
  basis: Type.Enum(SIZE_BASES),
  meanBytes: Type.Number({ description: 'Of a document that is not copied yet.' }),
  lowMeanBytes: nullableNumber({ description: 'Lower end of its 95 % confidence interval.' }),
  highMeanBytes: nullableNumber({ description: 'Upper end of its 95 % confidence interval.' }),
  putsPerRecord: Type.Number({ description: 'Mean number of PUT requests for one object.' }),
})

const CostShape = Type.Object({
  prices: Type.Object({
    name: Type.String(),
    source: Type.String(),
    asOf: Type.String({ format: 'date', description: 'The day these list prices were looked up.' }),
    currency: Type.Literal('USD'),
  }),
  storagePerMonth: usd('Everything that is and will be in the bucket, each month.'),
  requests: usd('Requests of all steps, once.'),
})

const AllowanceShape = Type.Object({
  used: nullable('integer', { description: 'API calls of the last 24 hours; null before the org has said so.' }),
  allowed: nullable('integer', { description: 'Allowance of the org for 24 hours.' }),
  left: nullable('integer', { description: 'Room that is left now.' }),
  needed: count('API calls of all steps.'),
  fits: Type.Unsafe<boolean | null>({ type: ['boolean', 'null'], description: 'Whether that suffices.' }),
})

const SWITCH_EXAMPLE = {
  operation: 'switch',
  records: 1_296_120,
  bytes: 0,
  seconds: 12_962,
  requests: { salesforceCalls: 14_838, bulkBatches: 130, vendorCalls: 0, storePuts: 0, storeGets: 0 },
  rateBasis: 'assumed',
  sizeBasis: null,
}

const FORECAST_EXAMPLE = {
  at: '2026-03-01T12:00:00.000Z',
  steps: [
    {
      ...SWITCH_EXAMPLE,
      rate: { recordsPerSecond: 100, bytesPerSecond: null, basis: 'assumed', runs: 0 },
      lowBytes: null,
      highBytes: null,
      hours: 3.6,
    },
  ],
  sizes: {
    basis: 'sampled',
    meanBytes: 1_376_416.5,
    lowMeanBytes: 1_204_364.1,
    highMeanBytes: 1_548_468.9,
    putsPerRecord: 1.21,
  },
  cost: {
    prices: {
      name: 'Amazon S3 Standard, US East (N. Virginia)',
      source: 'https://aws.amazon.com/s3/pricing/',
      asOf: '2025-06-30',
      currency: 'USD',
    },
    storagePerMonth: '38.213834',
    requests: '7.84',
  },
  salesforce: { used: 1_200, allowed: 150_000, left: 148_800, needed: 14_838, fits: true },
  notes: ['Sizes come from the random sample of the newest analysis.'],
}

export const ForecastSchema = named(
  'Forecast',
  Type.Object(
    {
      at: dateTime('When it was made.'),
      steps: Type.Array(StepShape, { description: 'What is left, in the order in which it is done.' }),
      sizes: SizesShape,
      cost: CostShape,
      salesforce: AllowanceShape,
      notes: Type.Array(Type.String(), { description: 'What these figures rest on and leave out, in sentences.' }),
    },
    { description: 'What is left to do, and what it will take.', examples: [FORECAST_EXAMPLE] },
  ),
)

const ActualShape = Type.Object({
  records: count('Items that got their outcome.'),
  bytes: count('Bytes of copies that were proven.'),
  seconds: Type.Number({ description: 'From its beginning to its end or until now, halts included.' }),
  requests: Type.Object({
    salesforceCalls: unmeasured,
    bulkBatches: unmeasured,
    vendorCalls: unmeasured,
    storePuts: unmeasured,
    storeGets: unmeasured,
  }),
})

const percentOff = nullableNumber({ description: 'Above zero when the prediction said too much.' })

export const RunForecastSchema = named(
  'RunForecast',
  Type.Object(
    {
      runId: Type.String({ format: 'uuid' }),
      runNumber: Type.Integer({ description: 'What people call the run.' }),
      state: Type.Enum(RUN_STATES),
      predictedAt: dateTime('When the run was planned.'),
      predicted: Type.Object(predictionProperties),
      actual: Type.Unsafe<Record<string, unknown> | null>({
        anyOf: [ActualShape, { type: 'null' }],
        description: 'What it took until now; null before it has begun.',
      }),
      errorPercent: Type.Object(
        { records: percentOff, bytes: percentOff, seconds: percentOff },
        { description: 'How far the prediction was off; null until the run has ended.' },
      ),
    },
    {
      description: 'What was predicted for a run beside what it took.',
      examples: [
        {
          runId: '0195513a-9d00-7c1e-8a53-2f5d5c0e9a11',
          runNumber: 7,
          state: 'succeeded',
          predictedAt: '2026-03-01T08:12:44.318Z',
          predicted: SWITCH_EXAMPLE,
          actual: {
            records: 1_296_120,
            bytes: 0,
            seconds: 11_480.2,
            requests: {
              salesforceCalls: null,
              bulkBatches: null,
              vendorCalls: null,
              storePuts: null,
              storeGets: null,
            },
          },
          errorPercent: { records: 0, bytes: null, seconds: 12.9 },
        },
      ],
    },
  ),
)
