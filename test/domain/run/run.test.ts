import { describe, expect, test } from 'vitest'
import { requestProblem } from '../../../server/domain/run/request.ts'
import { finalState, hasRole, NO_OUTCOMES, OPERATIONS, type RunRequest } from '../../../server/domain/run/run.ts'
import { stageOf } from '../../../server/domain/run/stage.ts'

describe('the stage of a run', () => {
  const run = { state: 'planned', planHash: 'hash', isDryRun: false, operation: 'switch' } as const

  test('a run without a plan hash is planned first', () => {
    expect(stageOf({ ...run, planHash: null })).toBe('plan')
  })
  test('a planned switch waits for its approval', () => {
    expect(stageOf(run)).toBe('none')
  })
  test('a planned back-up starts by itself', () => {
    expect(stageOf({ ...run, operation: 'back_up' })).toBe('start')
  })
  test('a dry run of any operation ends with its plan', () => {
    expect(stageOf({ ...run, operation: 'back_up', isDryRun: true })).toBe('end-dry-run')
  })
  test('an approved run is worked on', () => {
    expect(stageOf({ ...run, state: 'approved' })).toBe('work')
  })
  test('a halted run is left alone', () => {
    expect(stageOf({ ...run, state: 'halted' })).toBe('none')
  })
})

describe('how a run ends', () => {
  const counts = { planned: 3, pending: 0, leftOut: 0, outcomes: { ...NO_OUTCOMES, done: 3 }, proofs: {}, findings: {} }

  test('a run whose items are all done has succeeded', () => {
    expect(finalState(counts)).toBe('succeeded')
  })
  test('a run with a conflicted item has succeeded in part', () => {
    const outcomes = { ...NO_OUTCOMES, done: 2, conflicted: 1 }
    expect(finalState({ ...counts, outcomes })).toBe('partially_succeeded')
  })
})

test('a role includes all roles below it and none above', () => {
  expect(hasRole('approver', 'operator')).toBe(true)
  expect(hasRole('operator', 'approver')).toBe(false)
})

describe('a request that cannot become a run', () => {
  const request: RunRequest = { operation: 'inventory', scope: { kind: 'everything' }, isDryRun: false, limits: {} }

  test('an inventory of everything is fine', () => {
    expect(requestProblem(request)).toBeNull()
  })
  test('an inventory of one Account is refused, because counts would not balance', () => {
    const scope = { kind: 'accounts' as const, accountIds: ['001000000000001AAA'] }
    expect(requestProblem({ ...request, scope })).toMatch(/everything/)
  })
  test('an inventory with a limit is refused instead of ignoring the limit', () => {
    expect(requestProblem({ ...request, limits: { firstRecords: 5 } })).toMatch(/limit/)
  })
  test('a catch-up takes everything and has no limits, and may be a dry run', () => {
    const catchUp: RunRequest = { ...request, operation: 'catch_up' }
    expect(requestProblem(catchUp)).toBeNull()
    expect(requestProblem({ ...catchUp, isDryRun: true })).toBeNull()
    expect(requestProblem({ ...catchUp, limits: { firstRecords: 5 } })).toMatch(/no limits/)
    const scope = { kind: 'accounts' as const, accountIds: ['001000000000001AAA'] }
    expect(requestProblem({ ...catchUp, scope })).toMatch(/everything/)
  })
  test('an analysis takes everything, starts for real and samples up to its cap', () => {
    const analysis: RunRequest = { ...request, operation: 'analyse' }
    expect(requestProblem(analysis)).toBeNull()
    expect(requestProblem({ ...analysis, limits: { firstRecords: 2_000 } })).toBeNull()
    expect(requestProblem({ ...analysis, limits: { firstRecords: 2_001 } })).toMatch(/at most 2000/)
    expect(requestProblem({ ...analysis, isDryRun: true })).toMatch(/dry run/)
    const scope = { kind: 'records' as const, recordIds: ['a01000000000001AAA'] }
    expect(requestProblem({ ...analysis, scope })).toMatch(/everything/)
  })
})

describe('a level and a sample', () => {
  const scope = { kind: 'everything' as const }
  const full = { level: 'full' as const, sample: { records: 5 } }

  test.each(OPERATIONS.filter((operation) => operation !== 'verify'))(
    'are refused for %s with a sentence',
    (operation) => {
      const request = { operation, scope, isDryRun: false, limits: {}, verification: full }
      expect(requestProblem(request)).toMatch(/Only a verification has a level/)
      expect(requestProblem({ ...request, verification: null })).toBeNull()
    },
  )

  test('go together where something is asked, and not where the ledger alone is read', () => {
    const request = { operation: 'verify' as const, scope, isDryRun: false, limits: {} }
    for (const level of ['head', 'full'] as const) {
      expect(requestProblem({ ...request, verification: { ...full, level } })).toBeNull()
    }
    expect(requestProblem({ ...request, verification: { level: 'attested', sample: null } })).toBeNull()
    expect(requestProblem({ ...request, verification: { ...full, level: 'attested' } })).toMatch(
      /looks at every record/,
    )
  })
})
