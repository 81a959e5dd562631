import { describe, expect, test } from 'vitest'
import { type Evidence, judgeGate } from '../../../server/domain/gate/gate.ts'
import { type LinkCheck, summariseLinks } from '../../../server/domain/gate/link-check.ts'

const NOW = '2026-11-21T10:00:00.000Z'

function evidence(changes: Partial<Evidence>): Evidence {
  return {
    item: 'tracking.success-rate',
    outcome: 'passed',
    sentence: '99 of 100',
    measured: {},
    measuredAt: '2026-11-21T09:30:00.000Z',
    freshUntil: '2026-11-21T10:30:00.000Z',
    settingsFingerprint: 'settings',
    ...changes,
  }
}

describe('invariant 12: a gate is passed only by fresh evidence', () => {
  const judge = (items: Evidence[]) => judgeGate(['tracking.success-rate'], items, NOW, 'settings').outcome

  test('evidence that passed and is fresh passes', () => {
    expect(judge([evidence({})])).toBe('passed')
  })
  test('missing evidence refuses the gate', () => {
    expect(judge([])).toBe('refused')
  })
  test('evidence at its very end is stale', () => {
    expect(judge([evidence({ freshUntil: NOW })])).toBe('refused')
  })
  test('evidence under other settings does not count', () => {
    expect(judge([evidence({ settingsFingerprint: 'others' })])).toBe('refused')
  })
  test.each(['failed', 'inconclusive', 'waived'] as const)('evidence that is %s refuses the gate', (outcome) => {
    expect(judge([evidence({ outcome })])).toBe('refused')
  })
  test('evidence of another item cannot stand in', () => {
    expect(judge([evidence({ item: 'links.resolve' })])).toBe('refused')
  })
})

describe('a sample of links', () => {
  const open: LinkCheck = {
    recordId: 'a1c000000000001AAA',
    isOpen: true,
    isRightSize: true,
    problem: null,
    newLatencyMs: 4,
    oldLatencyMs: 9,
  }

  test('all open with the right size passes and names both latencies', () => {
    const { outcome, sentence } = summariseLinks([open, open, open], 'object')
    expect(outcome).toBe('passed')
    expect(sentence).toBe('3 of 3 new links opened as a user would open them (median 4 ms, before 9 ms).')
  })
  test('one link that does not open refuses', () => {
    expect(summariseLinks([open, { ...open, isOpen: false, problem: 'HTTP 403' }], 'object').outcome).toBe('failed')
  })
  test('a link of the wrong size refuses', () => {
    expect(summariseLinks([open, { ...open, isRightSize: false }], 'object').outcome).toBe('failed')
  })
  test.each(['org', 'link'] as const)('in the mode %s the sentence says what nobody has opened', (mode) => {
    const { outcome, sentence } = summariseLinks([open], mode)
    expect(outcome).toBe('passed')
    expect(sentence).toContain('the page itself a person has to open')
  })
  test('an empty sample proves nothing', () => {
    expect(summariseLinks([], 'object').outcome).toBe('inconclusive')
  })
})
