import { describe, expect, test } from 'vitest'
import {
  SWITCH_GATE,
  SWITCH_GATE_IN_PRODUCTION,
  SWITCH_GATE_OF_COUNTED_OBJECTS,
  SWITCH_GATE_OF_PAGES,
} from '../../server/checklists/switch.ts'
import { judgeOpening } from '../../server/probes/links/opened-in-org.ts'
import { PROBES } from '../../server/probes/registry.ts'
import { judgeExport } from '../../server/probes/rollback/data-exported.ts'
import { judgeFit } from '../../server/probes/switch/urls-fit.ts'
import { judgeFreshness } from '../../server/probes/tracking/sources-fresh.ts'
import { judgeSuccessRate } from '../../server/probes/tracking/success-rate.ts'
import { judgeUnchanged } from '../../server/probes/tracking/unchanged.ts'

test('every item of the gate names an existing probe, and every probe is used', () => {
  const further = [...SWITCH_GATE_OF_PAGES, ...SWITCH_GATE_IN_PRODUCTION, ...SWITCH_GATE_OF_COUNTED_OBJECTS]
  expect([...SWITCH_GATE, ...further].toSorted()).toEqual([...PROBES.keys()].toSorted())
})

describe('tracking.success-rate', () => {
  test('more than the limit passes with its numbers', () => {
    const judged = judgeSuccessRate({ eligible: 1000, verified: 951 }, 95)
    expect(judged.outcome).toBe('passed')
    expect(judged.sentence).toContain('Of 1000 records in scope, 951 are copied')
  })
  test('exactly the limit fails because the seed says more than', () => {
    expect(judgeSuccessRate({ eligible: 1000, verified: 950 }, 95).outcome).toBe('failed')
  })
  test('an empty scope never passes the gate', () => {
    expect(judgeSuccessRate({ eligible: 0, verified: 0 }, 95).outcome).toBe('failed')
  })
})

test('one stale source fails and the sentence says what to run', () => {
  const judged = judgeFreshness({ planned: 10, stale: 1 }, 24 * 3_600_000)
  expect(judged).toMatchObject({ outcome: 'failed' })
  expect(judged.sentence).toContain('Of 10 sources on the list, 9 were confirmed')
  expect(judged.sentence).toContain('Confirm the copies again')
})

test('one record that changed since the inventory fails and is named', () => {
  const judged = judgeUnchanged({ readAgain: 5, changed: 1, examples: ['a1c000000000001AAA'] })
  expect(judged.outcome).toBe('failed')
  expect(judged.sentence).toContain('a1c000000000001AAA')
})

test('an export that lacks one row fails the gate', () => {
  expect(judgeExport({ planned: 5, withBeforeImage: 5, exportedRows: 4 }).outcome).toBe('failed')
  expect(judgeExport({ planned: 5, withBeforeImage: 5, exportedRows: 5 }).outcome).toBe('passed')
})

describe('links.opened-in-org', () => {
  const page = 'https://acme.lightning.force.com/lightning/cmp/c__docliftOpen?c__recordId=a1c000000000001AAA'

  test('a person who opened a document of the list passes it, by name', () => {
    const opening = { recordId: 'a1c000000000001AAA', userId: '005000000000001AAA', at: '2026-03-01T12:00:00.000Z' }
    const judged = judgeOpening(opening, page, 3_600_000)
    expect(judged.outcome).toBe('passed')
    expect(judged.sentence).toContain('005000000000001AAA opened document a1c000000000001AAA')
  })
  test('nobody having looked never passes, and the sentence says what to open', () => {
    const judged = judgeOpening(null, page, 3_600_000)
    expect(judged.outcome).toBe('inconclusive')
    expect(judged.sentence).toContain(`Open ${page} as a user`)
    expect(judged.sentence).toContain('60 minutes')
  })
  test('a list without links is inconclusive', () => {
    expect(judgeOpening(null, null, 3_600_000).outcome).toBe('inconclusive')
  })
})

describe('switch.urls-fit', () => {
  const field = { type: 'url', maxCharacters: 255, isUpdateable: true, isNillable: true }

  test('the longest URL at the length of the field fits', () => {
    expect(judgeFit({ planned: 3, maxCharacters: 255 }, field).outcome).toBe('passed')
  })
  test('one character more than the field takes fails', () => {
    expect(judgeFit({ planned: 3, maxCharacters: 256 }, field).outcome).toBe('failed')
  })
  test('a field that may not be updated fails whatever the length', () => {
    expect(judgeFit({ planned: 3, maxCharacters: 10 }, { ...field, isUpdateable: false }).outcome).toBe('failed')
  })
})
