import { createHash } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import type { CoverageRow } from '../../../server/domain/report/coverage-report.ts'
import type { ReportFormat, ReportSelection } from '../../../server/domain/report/report.ts'
import {
  EXAMPLE_ACCOUNT_ROW,
  EXAMPLE_COVERAGE_ROW,
  EXAMPLE_DRIFT_ROW,
  EXAMPLE_FAILURE_ROW,
  EXAMPLE_OUT_OF_SCOPE_ROW,
  EXAMPLE_RUN_ROW,
} from '../../../server/http/schemas/report.ts'
import { EXAMPLE_SIDE_EFFECTS } from '../../../server/http/schemas/side-effects.ts'
import { findReport } from '../../../server/operations/reports/find-report.ts'
import { ACCOUNT_ID, buildRun, memoryServices, NOW } from '../../http/memory-services.ts'

const SITE = { object: 'DocListEntry__c', urlField: 'Document__c', now: () => NOW }
const FORMULA = '=HYPERLINK("https://evil.example")'
const run = buildRun({ number: 14 })

async function* pagesOf<Row>(...pages: Row[][]) {
  yield* pages
}

const total: CoverageRow = { ...EXAMPLE_COVERAGE_ROW, line: 'total', accountId: null, name: null }
const said = { objects: [], asyncJobs: 0, freeStorage: null }
const BEFORE = { number: 1, at: '2026-03-01T12:05:00.000Z', batchesDone: 0, records: 0, counts: said, result: null }
const { since: _since, at, ...example } = EXAMPLE_SIDE_EFFECTS
const result = { ...example, outcome: 'fine' as const, objects: [{ object: FORMULA, rows: 0 }], fileStorage: null }
const COUNTED = { number: 2, at, batchesDone: 1, records: 2_854, counts: said, result }
const { tracking: memory, runs } = memoryServices()
runs.push(run)
const tracking = {
  ...memory,
  runReport: () => pagesOf([{ ...EXAMPLE_RUN_ROW, name: FORMULA }], [EXAMPLE_RUN_ROW, EXAMPLE_RUN_ROW]),
  accountReport: () => pagesOf([{ ...EXAMPLE_ACCOUNT_ROW, name: FORMULA }]),
  coverageReport: () => pagesOf([{ ...EXAMPLE_COVERAGE_ROW, name: FORMULA }], [total]),
  failureReport: () => pagesOf([{ ...EXAMPLE_FAILURE_ROW, sentence: FORMULA }]),
  outOfScopeReport: () => pagesOf([{ ...EXAMPLE_OUT_OF_SCOPE_ROW, name: FORMULA }]),
  driftReport: () => pagesOf([{ ...EXAMPLE_DRIFT_ROW, newValue: FORMULA }]),
  receiptFacts: async () => undefined,
  censusesOf: async () => [BEFORE, COUNTED],
}

async function read(selection: ReportSelection, format: ReportFormat): Promise<string> {
  return (await Array.fromAsync((await findReport(tracking, selection, SITE)).read(format))).join('')
}

const SELECTIONS: ReportSelection[] = [
  { report: 'run', id: run.id },
  { report: 'account', id: ACCOUNT_ID },
  { report: 'overview' },
  { report: 'failures' },
  { report: 'out-of-scope' },
  { report: 'drift' },
]

describe.each(SELECTIONS)('the $report report', (selection) => {
  test('is a table in which formulas are text', async () => {
    const [head, first, ...others] = parse(await read(selection, 'csv')) as string[][]
    expect(new Set(head).size).toBe(head?.length)
    expect([first, ...others].map((row) => row?.length)).toEqual([first, ...others].map(() => head?.length))
    expect(first).toContain(`'${FORMULA}`)
    expect(first).not.toContain(FORMULA)
  })

  test('keeps every value as it is in JSON lines, and says at the end how many there are', async () => {
    const lines = (await read(selection, 'json')).trimEnd().split('\n')
    const [end, ...rows] = lines.map((line) => JSON.parse(line)).reverse()
    expect(end).toEqual({ end: true, rows: rows.length })
    expect(Object.values(rows.at(-1))).toContain(FORMULA)
  })
})

test('the coverage table has a column for each state and reason, and zero where there is none', async () => {
  const [row] = parse(await read({ report: 'overview' }, 'csv'), { columns: true }) as Record<string, string>[]
  expect(row).toMatchObject({ Records: '5', 'State: verified': '3', 'State: failed': '0', 'Out of scope: folder': '2' })
})

test('what was set off has a line for each thing that was counted, with what is not known', async () => {
  const rows = parse(await read({ report: 'side-effects', id: run.id }, 'csv'), { columns: true }) as Record<
    string,
    string
  >[]
  expect(rows.map((row) => [row.What, row['Set off'], row.Unit])).toEqual([
    [`'${FORMULA}`, '0', 'rows'],
    ['AsyncApexJob', '15', 'rows'],
    ['data storage', '0', 'MB'],
    ['file storage', '', 'MB'],
  ])
  expect(rows[0]).toMatchObject({ Since: BEFORE.at, 'Counted at': at, 'Switched records': '2854', Outcome: 'fine' })
})

test('a plan keeps the form it always had, without a line at its end', async () => {
  const lines = (await read({ report: 'plan', id: run.id }, 'json')).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).reason)).toEqual([null, 'folder'])
})

describe('the values before a run', () => {
  const switched = buildRun({ number: 15, operation: 'switch' })
  runs.push(switched)
  const selection: ReportSelection = { report: 'before-images', id: switched.id }

  test('are a file that Data Loader loads, with no row for what is left out', async () => {
    const [head, ...rows] = parse(await read(selection, 'csv')) as string[][]
    expect(head).toEqual(['Id', 'Document__c'])
    expect(rows).toHaveLength(1)
  })

  test('are described by their run, their number and their checksum', async () => {
    const sha256 = createHash('sha256')
      .update(await read(selection, 'csv'))
      .digest('hex')
    const description = JSON.parse(await read(selection, 'json'))
    expect(description).toMatchObject({ object: 'DocListEntry__c', run: { number: 15 }, rows: 1, sha256 })
    expect(description.sizeBytes).toBe(Buffer.byteLength(await read(selection, 'csv')))
  })

  test('are refused for a run that writes nothing to Salesforce', async () => {
    const copying = buildRun({ number: 16, operation: 'back_up' })
    runs.push(copying)
    const refused = findReport(tracking, { report: 'before-images', id: copying.id }, SITE)
    await expect(refused).rejects.toMatchObject({ code: 'run.no-before-images' })
  })
})

test('a report of what does not exist, or is not there yet, is refused by its own code', async () => {
  const unplanned = buildRun({ planHash: null })
  runs.push(unplanned)
  const codeOf = (selection: ReportSelection) =>
    findReport(tracking, selection, SITE).then(
      () => 'found',
      (error) => error.code,
    )
  expect(await codeOf({ report: 'run', id: 'unknown' })).toBe('run.not-found')
  expect(await codeOf({ report: 'plan', id: 'unknown' })).toBe('run.not-found')
  expect(await codeOf({ report: 'account', id: 'unknown' })).toBe('account.not-found')
  expect(await codeOf({ report: 'plan', id: unplanned.id })).toBe('run.not-planned')
  expect(await codeOf({ report: 'run', id: unplanned.id })).toBe('found')
})
