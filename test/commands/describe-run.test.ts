import { expect, test } from 'vitest'
import { formatFindings, formatLargest, summariseRun } from '../../server/commands/describe-run.ts'
import { NO_OUTCOMES } from '../../server/domain/run/run.ts'
import { buildRun } from '../http/memory-services.ts'

test('the largest Accounts stand in one line, by id where there is no name, without control characters', () => {
  const accounts = [
    { accountId: '001Mx0000000001IAA', accountName: 'North\u001b[31mwind', items: 12 },
    { accountId: '001Mx0000000002IAA', accountName: null, items: 3 },
  ]
  const [line, ...others] = formatLargest(accounts)
  expect(others).toEqual([])
  expect(line).toMatch(/^Largest Accounts: North.*wind \(12\), 001Mx0000000002IAA \(3\)$/)
  expect(line).not.toContain('\u001b')
})

test('a run without items names no Accounts', () => {
  expect(formatLargest([])).toEqual([])
})

test('a verification says its level, and its sample with what it was drawn from', () => {
  const verification = { level: 'full' as const, sample: { records: 200 } }
  const run = buildRun({ operation: 'verify', state: 'succeeded', verification, sampledFrom: 13_444 })
  expect(summariseRun(run)).toBe(
    'Run 1: verify of everything, level full, a sample of 200 drawn from 13444, succeeded.',
  )
})

test('what a verification found stands in one line, and nothing of it when nothing was found', () => {
  const counts = { planned: 5, pending: 0, leftOut: 0, outcomes: { ...NO_OUTCOMES, done: 5 }, proofs: {} }
  expect(formatFindings({ ...counts, findings: { missing: 2, unknown: 1, healed: 2 } })).toEqual([
    'Found: 2 missing from the bucket, 1 could not be checked, 2 healed',
  ])
  expect(formatFindings({ ...counts, findings: {} })).toEqual([])
})
