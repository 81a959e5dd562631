import { describe, expect, test } from 'vitest'
import { formatCohorts } from '../../server/commands/describe-cohorts.ts'
import { formatGuardrail } from '../../server/commands/describe-guardrail.ts'
import { EXAMPLE_COHORT } from '../../server/http/schemas/cohort.ts'
import { EXAMPLE_GUARDRAIL } from '../../server/http/schemas/guardrail.ts'

const CANARY = EXAMPLE_COHORT
const NOT_BEGUN = { isCanary: false, state: 'waiting', endedAt: null, soaksUntil: null } as const
const SHARE = { ...CANARY, ...NOT_BEGUN, number: 2, percentage: 10, accounts: 2_600, records: 130_000 }
const REST = { ...CANARY, ...NOT_BEGUN, number: 3, percentage: 100, accounts: 23_388, soakMinutes: 0 }

describe('the cohorts of a switch', () => {
  test('are a table with their sizes, rests and states', () => {
    const [table = '', ...others] = formatCohorts([CANARY, SHARE, REST])
    expect(others).toEqual([])
    expect(table.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '))).toEqual([
      'Cohort | Accounts | Records | Then rests | State',
      '1: the canary | 12 | 207 | 60 min | soaking',
      '2: up to 10 % of the Accounts | 2,600 | 130,000 | 60 min | waiting',
      '3: all other Accounts | 23,388 | 207 | - | waiting',
    ])
  })

  test('are not shown where there is one or none', () => {
    expect([formatCohorts([REST]), formatCohorts([])]).toEqual([[], []])
  })
})

test('the guardrail is one line with its figures, and nothing where there is none', () => {
  expect(formatGuardrail(EXAMPLE_GUARDRAIL)).toEqual([
    'Guardrail: fine; 11 of the latest 2,854 failed; up to 5 % may, judged from 100 on.',
  ])
  expect(formatGuardrail({ ...EXAMPLE_GUARDRAIL, outcome: 'not-known', unknown: 1_200 })).toEqual([
    'Guardrail: not known; 11 of the latest 2,854 failed, 1,200 not known yet; up to 5 % may, judged from 100 on.',
  ])
  expect(formatGuardrail(null)).toEqual([])
})
