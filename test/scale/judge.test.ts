import { expect, test } from 'vitest'
import { ACTS, type Cost, type Measured } from './cost.ts'
import { judge } from './judge.ts'
import { formatPage } from './page.ts'
import type { StatusCall } from './status-calls.ts'

const SIZES = [1_000, 10_000]

/** A migration that costs little and grows with its records. */
function measuredWith(change: (records: number) => Partial<Cost> = () => ({})): Measured[] {
  return SIZES.flatMap((records) =>
    ACTS.map((act) => ({ act, records, cost: { ...costOf(act, records), ...change(records) } })),
  )
}

function costOf(act: string, records: number): Cost {
  const isQuiet = act === 'catch-up, nothing changed'
  return {
    seconds: records,
    statements: isQuiet ? 20 : records / 100,
    pages: isQuiet ? 500 : 30 * records,
    apiCalls: isQuiet ? 3 : records / 1_000,
    storeRequests: isQuiet ? 0 : records / 2_000,
    databaseBytes: 2_000 * records,
    memory: { worker: 200, service: 150, database: 400 },
  }
}

const STATUS: StatusCall[] = SIZES.map((records) => ({ records, name: 'overview', statements: 9, pages: 80 }))

const failuresOf = (measured: readonly Measured[], calls = STATUS) =>
  judge(measured, calls)
    .filter(({ holds }) => !holds)
    .map(({ sentence }) => sentence)

test('a migration that grows with its records passes, however long it takes', () => {
  expect(judge(measuredWith(), STATUS).length).toBeGreaterThan(50)
  expect(failuresOf(measuredWith())).toEqual([])
  expect(failuresOf(measuredWith((records) => ({ seconds: records ** 3 })))).toEqual([])
})

test('a scan of all records for each record is found by its pages', () => {
  const failures = failuresOf(measuredWith((records) => ({ pages: records ** 2 / 100 })))
  expect(failures).toContain('back-up: pages grow with the power 2.00 of the records; 1.15 is allowed.')
})

test('a statement for each record is too many, though it grows no faster', () => {
  expect(failuresOf(measuredWith((records) => ({ statements: records })))).toContain(
    'switch of 10000: 10000 statements; 1300 are allowed.',
  )
})

test('a look for changes that reads more of a larger org fails, though nothing changed', () => {
  const failures = failuresOf(measuredWith((records) => ({ apiCalls: records / 1_000 })))
  expect(failures).toContain(
    'catch-up, nothing changed: apiCalls grow with the power 1.00 of the records; 0.1 is allowed.',
  )
})

test('a worker above its budget fails, and PostgreSQL may have what it takes', () => {
  const failures = failuresOf(measuredWith(() => ({ memory: { worker: 257, service: 256, database: 2_000 } })))
  expect(failures).toHaveLength(ACTS.length * SIZES.length)
  expect(failures[0]).toBe('inventory of 1000: a worker used 257 MiB; 256 are allowed.')
})

test('a status call that asks more of a larger ledger fails', () => {
  const more = STATUS.map((call) => (call.records === 10_000 ? { ...call, statements: 10, pages: 401 } : call))
  expect(failuresOf(measuredWith(), more)).toEqual([
    'overview: 10 statements with 10000 records; with another number there are 9.',
    'overview: 401 pages with 10000 records; 400 are allowed.',
  ])
})

test('the page has a table for each act, the exponents, and the command that made it', () => {
  const page = formatPage({
    measured: measuredWith(() => ({ memory: undefined })),
    statusCalls: STATUS,
    trials: [
      { workers: 1, copies: 300, seconds: 60 },
      { workers: 4, copies: 300, seconds: 20 },
    ],
    workers: 1,
    command: 'npm run test:scale -- --records 1000,10000 --write-docs',
    endedAt: new Date('2026-03-01T08:00:00Z'),
  })
  for (const act of ACTS) expect(page.toLowerCase()).toContain(`### ${act}`)
  expect(page).toContain('`npm run test:scale -- --records 1000,10000 --write-docs` on 2026-03-01')
  expect(page).toContain('| back-up | 1.00 | 1.00 | 1.00 | 1.00 | 1.00 | 1.00 |')
  expect(page).toContain('| overview | 9 / 80 | 9 / 80 |')
  expect(page).toContain('4 workers are 3.0 times as fast as one.')
})
