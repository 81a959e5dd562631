import { expect, test } from 'vitest'
import { formatLargest } from '../../server/commands/describe-run.ts'

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
