import { describe, expect, test } from 'vitest'
import { countsAfterFirst } from '../../../server/domain/census/schedule.ts'
import { type CohortLoad, guessCohorts, loadsOf } from '../../../server/domain/forecast/cohorts.ts'
import { forecast, type Situation } from '../../../server/domain/forecast/forecast.ts'
import { formatUsd, scaleUsd } from '../../../server/domain/forecast/money.ts'
import { errorOf, predict, toActual } from '../../../server/domain/forecast/prediction.ts'
import { requestCost, S3_STANDARD, storagePerMonth } from '../../../server/domain/forecast/prices.ts'
import { rateOf, secondsFor } from '../../../server/domain/forecast/rates.ts'
import { requestsOf } from '../../../server/domain/forecast/requests.ts'
import { guessSizes } from '../../../server/domain/forecast/sizes.ts'
import { cutCohorts } from '../../../server/domain/switch/cohorts.ts'
import { pollsOf } from '../../../server/domain/switch/polling.ts'

const GIB = 1024 ** 3
const SHAPE = { batchItems: 10_000, collectionsUpTo: 200, pollMs: 1_000, countedObjects: [] }
const AT_ONCE = { canaryAccountIds: [], canaryRecords: 0, percentages: [], soakMinutes: 0 }
const IN_COHORTS = { ...AT_ONCE, canaryRecords: 200, percentages: [1, 10], soakMinutes: 60 }
const SIZES = { basis: 'assumed', meanBytes: 1_000, lowMeanBytes: null, highMeanBytes: null, putsPerRecord: 1 } as const

describe('money', () => {
  test.each([
    [0n, '0.00'],
    [1n, '0.000001'],
    [1_500_000n, '1.50'],
    [39_100_000n, '39.10'],
    [1_234_567n, '1.234567'],
    [123_456_789_012_345n, '123456789.012345'],
  ])('%s millionths are %s dollars', (amount, text) => {
    expect(formatUsd(amount)).toBe(text)
  })

  test('is rounded half up to the millionth and never by floating point', () => {
    expect([scaleUsd(1n, 1n, 2n), scaleUsd(1n, 1n, 3n), scaleUsd(400n, 3n, 1_000n)]).toEqual([1n, 0n, 1n])
    expect(scaleUsd(23_000n, 10n ** 18n, 10n ** 9n)).toBe(23_000_000_000_000n)
  })

  test('storage is charged by tier', () => {
    expect(formatUsd(storagePerMonth(1_000 * GIB, S3_STANDARD))).toBe('23.00')
    expect(formatUsd(storagePerMonth(50 * 1024 * GIB, S3_STANDARD))).toBe('1177.60')
    expect(formatUsd(storagePerMonth((50 * 1024 + 1_000) * GIB, S3_STANDARD))).toBe('1199.60')
    expect(formatUsd(storagePerMonth((500 * 1024 + 1_000) * GIB, S3_STANDARD))).toBe('11336.20')
  })

  test('a thousand puts cost half a cent and a thousand gets a twelfth of that', () => {
    expect(formatUsd(requestCost({ puts: 1_000_000, gets: 1_000_000 }, S3_STANDARD))).toBe('5.40')
  })
})

describe('rates', () => {
  test('are measured over all given runs once enough was done', () => {
    const rate = rateOf('back_up', [
      { seconds: 10, settled: 100, bytes: 5_000 },
      { seconds: 30, settled: 100, bytes: 3_000 },
    ])
    expect(rate).toEqual({ recordsPerSecond: 5, bytesPerSecond: 200, basis: 'measured', runs: 2 })
  })

  test('are assumed and called so while little or nothing was done', () => {
    expect(rateOf('switch', [])).toMatchObject({ basis: 'assumed', runs: 0, bytesPerSecond: null })
    expect(rateOf('back_up', [{ seconds: 1, settled: 49, bytes: 1 }])).toMatchObject({ basis: 'assumed' })
    expect(rateOf('back_up', [{ seconds: 0, settled: 490, bytes: 1 }])).toMatchObject({ basis: 'assumed' })
  })

  test('time is that of records or of bytes, whichever is longer', () => {
    const rate = { recordsPerSecond: 10, bytesPerSecond: 100, basis: 'measured', runs: 1 } as const
    expect(secondsFor(rate, { records: 100, bytes: 10 })).toBe(10)
    expect(secondsFor(rate, { records: 100, bytes: 5_000 })).toBe(50)
  })
})

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

describe('the cohorts of a switch', () => {
  const evenly = (accounts: number, itemCount: number) =>
    Array.from({ length: accounts }, (_, n) => ({ accountId: String(n).padStart(6, '0'), itemCount }))

  test.each([
    ['many small Accounts', 2_000, 3, IN_COHORTS],
    ['so few that a share is empty', 12, 20, IN_COHORTS],
    ['no more than the canary wants', 3, 2, IN_COHORTS],
    ['all at once', 500, 7, AT_ONCE],
    ['shares without a canary', 500, 7, { ...IN_COHORTS, canaryRecords: 0 }],
    ['Accounts that are named', 100, 5, { ...IN_COHORTS, canaryAccountIds: ['000007', '000042'] }],
    ['nothing at all', 0, 0, IN_COHORTS],
  ])('are guessed as a plan cuts them: %s', (_, accounts, records, settings) => {
    const guessed = guessCohorts({ records: accounts * records, accounts }, settings)
    const cut = loadsOf(cutCohorts(evenly(accounts, records), settings))
    const near = (one: CohortLoad) => ({
      ...one,
      records: Math.round(one.records / 25),
      accounts: Math.round(one.accounts / 25),
    })
    expect(guessed.map(near)).toEqual(cut.map(near))
    expect(sum(guessed.map((one) => one.records))).toBe(accounts * records)
  })
})

describe('requests', () => {
  const rate = { recordsPerSecond: 1_000, bytesPerSecond: null, basis: 'assumed', runs: 0 } as const

  test('a back-up asks the vendor once for each record and Salesforce never', () => {
    expect(requestsOf('back_up', { records: 100, accounts: 3, putsPerRecord: 1.5 }, rate, SHAPE)).toEqual({
      salesforceCalls: 0,
      bulkBatches: 0,
      vendorCalls: 100,
      storePuts: 150,
      storeGets: 0,
    })
  })

  test('a large switch goes by jobs: two readings, eight calls for the job and its polls for each batch', () => {
    const { salesforceCalls, bulkBatches } = requestsOf(
      'switch',
      { records: 25_000, accounts: 9, putsPerRecord: 1 },
      rate,
      SHAPE,
    )
    const written = 2 * (10 + 8 + pollsOf(10_000, 5_000)) + (6 + 8 + pollsOf(5_000, 2_500))
    const counted = 2 + 3 * 2
    expect(salesforceCalls).toBe(written + counted)
    expect(bulkBatches).toBe(3)
  })

  test('a small switch goes by Collections, one Account at a time', () => {
    const load = { records: 40, accounts: 12, putsPerRecord: 1 }
    expect(requestsOf('switch', load, rate, SHAPE)).toMatchObject({ salesforceCalls: 48 + 4, bulkBatches: 0 })
    expect(requestsOf('roll_back', load, rate, SHAPE)).toMatchObject({ salesforceCalls: 48, bulkBatches: 0 })
  })

  test('counting what a switch sets off takes a handful of requests, however many records', () => {
    const shape = { ...SHAPE, countedObjects: ['Task', 'EmailMessage', 'Log__c'] }
    const load = { records: 1_300_000, accounts: 26_000, putsPerRecord: 1 }
    const calls = (one: typeof SHAPE | typeof shape, operation: 'switch' | 'roll_back') =>
      requestsOf(operation, load, rate, one).salesforceCalls
    // Before the first of 130 batches, after the first and each time their number has doubled, and at the end.
    expect(calls(shape, 'switch') - calls(shape, 'roll_back')).toBe(8 + 9 * 5)
    expect(calls(SHAPE, 'switch') - calls(SHAPE, 'roll_back')).toBe(2 + 9 * 2)
  })

  test('each cohort of a switch has batches of its own, and each round of a canary its calls', () => {
    const canary = { records: 30, accounts: 10, rounds: 3, soakMinutes: 60 }
    const rest = { records: 10_001, accounts: 90, rounds: 1, soakMinutes: 0 }
    const calls = (cohorts: CohortLoad[]) => {
      const [records, accounts] = [sum(cohorts.map((one) => one.records)), sum(cohorts.map((one) => one.accounts))]
      return requestsOf('switch', { records, accounts, cohorts, putsPerRecord: 1 }, rate, SHAPE).salesforceCalls
    }
    const counted = (batches: number) => 2 + countsAfterFirst(batches) * 2
    expect(calls([canary])).toBe(3 * 10 * 4 + counted(1))
    expect(calls([canary, rest])).toBe(calls([canary]) - counted(1) + calls([rest]) - counted(2) + counted(3))
  })

  test('nothing to do takes nothing', () => {
    const nothing = requestsOf('switch', { records: 0, accounts: 0, putsPerRecord: 1 }, rate, SHAPE)
    expect(Object.values(nothing)).toEqual([0, 0, 0, 0, 0])
  })
})

describe('sizes', () => {
  test('come from copies once there are fifty, and are assumed before', () => {
    expect(guessSizes(null, { verified: 50, verifiedBytes: 5_000 })).toMatchObject({ basis: 'copied', meanBytes: 100 })
    expect(guessSizes(null, { verified: 49, verifiedBytes: 5_000 })).toMatchObject({ basis: 'assumed' })
  })
})

describe('the forecast', () => {
  const situation: Situation = {
    at: '2026-03-01T12:00:00.000Z',
    left: { back_up: 1_000, verify: 1_500, switch: 1_500 },
    accounts: 10,
    verifiedBytes: 500 * GIB,
    paces: { back_up: [{ seconds: 10, settled: 100, bytes: 100_000 }], verify: [], switch: [] },
    sizes: { ...SIZES, basis: 'sampled', lowMeanBytes: 900, highMeanBytes: 1_100 },
    shape: SHAPE,
    cohorts: AT_ONCE,
    usage: { used: 900, allowed: 1_000, left: 100 },
  }

  test('says for each step what it takes and whether the rate was measured', () => {
    const { steps, cost } = forecast(situation)
    expect(steps.map(({ operation, rateBasis }) => [operation, rateBasis])).toEqual([
      ['back_up', 'measured'],
      ['verify', 'assumed'],
      ['switch', 'assumed'],
    ])
    expect(steps[0]).toMatchObject({ bytes: 1_000_000, lowBytes: 900_000, highBytes: 1_100_000, seconds: 100 })
    expect(steps[2]).toMatchObject({ bytes: 0, lowBytes: null, sizeBasis: null })
    expect(cost.storagePerMonth).toMatch(/^11\.50/)
  })

  test('compares what Salesforce is asked with the room that is left today', () => {
    expect(forecast(situation).salesforce).toMatchObject({ left: 100, fits: true })
    expect(forecast({ ...situation, usage: { used: 999, allowed: 1_000, left: 1 } }).salesforce).toMatchObject({
      fits: false,
    })
    expect(forecast({ ...situation, usage: { used: null, allowed: null, left: null } }).salesforce).toMatchObject({
      left: null,
      fits: null,
    })
  })

  test('counts the rounds of a canary, and the rests, where a switch goes in cohorts', () => {
    const many = { ...situation, left: { ...situation.left, switch: 100_000 }, accounts: 2_000 }
    const [atOnce, inCohorts] = [AT_ONCE, IN_COHORTS].map((cohorts) => forecast({ ...many, cohorts }))
    const [before, after] = [atOnce?.steps[2], inCohorts?.steps[2]]
    expect((after?.seconds ?? 0) - (before?.seconds ?? 0)).toBe(3 * 3_600 + (2 * 200) / 100)
    expect(after?.requests.salesforceCalls).toBeGreaterThan((before?.requests.salesforceCalls ?? 0) + 3 * 4 * 10)
    expect(inCohorts?.notes.join(' ')).toMatch(/About 200 records .* written three times\..* 180 minutes of rest/)
    expect(atOnce?.notes.join(' ')).not.toMatch(/canary|rest/)
  })

  test('names every assumption, and whose bill the transfer is', () => {
    const { notes } = forecast({ ...situation, sizes: SIZES })
    expect(notes.join(' ')).toMatch(
      /1\.4 MB are assumed.*assumed, not measured, for: verify, switch.*billed to the vendor/,
    )
  })
})

describe('the prediction of a verification', () => {
  const predictAt = (level: 'attested' | 'head' | 'full') =>
    predict(
      'verify',
      { records: 1_000, accounts: 5, level },
      { rate: rateOf('verify', [], level), sizes: SIZES, shape: SHAPE },
    )

  test('by the ledger alone asks nobody', () => {
    expect(Object.values(predictAt('attested').requests)).toEqual([0, 0, 0, 0, 0])
  })

  test('moves bytes only where every file is read', () => {
    expect(predictAt('head')).toMatchObject({
      bytes: 0,
      sizeBasis: null,
      requests: { storeGets: 1_000, vendorCalls: 1_000 },
    })
    expect(predictAt('full')).toMatchObject({ bytes: Math.round(1_000 * SIZES.meanBytes), sizeBasis: SIZES.basis })
    expect(predictAt('full').seconds).toBeGreaterThan(predictAt('head').seconds)
  })
})

describe('a prediction beside what was', () => {
  const rate = rateOf('back_up', [{ seconds: 10, settled: 100, bytes: 100_000 }])
  const prediction = predict('back_up', { records: 1_000, accounts: 5 }, { rate, sizes: SIZES, shape: SHAPE })

  test('is off by a share of what was', () => {
    const actual = toActual({ seconds: 80, settled: 1_000, bytes: 800_000 })
    expect(errorOf(prediction, actual)).toEqual({ records: 0, bytes: 25, seconds: 25 })
  })

  test('says nothing before the end, or of what did not occur', () => {
    expect(errorOf(prediction, null)).toEqual({ records: null, bytes: null, seconds: null })
    expect(errorOf(prediction, toActual({ seconds: 0, settled: 0, bytes: 0 })).bytes).toBeNull()
  })
})
