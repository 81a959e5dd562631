import { describe, expect, test } from 'vitest'
import { ASSUMPTIONS } from '../../../server/domain/conform/assumptions.ts'
import { outcomeOf, standingOf } from '../../../server/domain/conform/judge.ts'
import type { CheckOutcome } from '../../../server/domain/conform/report.ts'
import { buildReport, checksWith, reportKey } from '../../support/conform-report.ts'

const key = reportKey()
const report = buildReport(key, { endedAt: '2026-03-10T12:00:00.000Z' })
const INSTALLATION = { apiVersion: report.apiVersion, names: report.names, keyIds: [key.keyId] }
const NOW = new Date('2026-03-31T12:00:00.000Z')

const judge = (outcomes: Record<string, CheckOutcome>) => outcomeOf({ checks: checksWith(outcomes) })

describe('what checks prove', () => {
  test('a report passes when all passed that can be made', () => {
    expect(judge({})).toBe('passed')
  })

  test('one failed check fails the report', () => {
    expect(judge({ 'records.exact': 'failed' })).toBe('failed')
    expect(judge({ 'records.exact': 'failed', 'rest.date': 'inconclusive' })).toBe('failed')
  })

  test('invariant 12: what could not be found out never passes', () => {
    expect(judge({ 'records.exact': 'inconclusive' })).toBe('inconclusive')
    expect(outcomeOf({ checks: [] })).toBe('inconclusive')
  })

  test('what can be brought about in every org must have been', () => {
    expect(judge({ 'records.exact': 'not-provoked' })).toBe('inconclusive')
    expect(judge({ 'bulk-ingest.abort': 'not-provoked' })).toBe('passed')
  })

  test('an org may differ in what Doclift does not rely on, and in nothing else', () => {
    expect(judge({ 'bulk-ingest.close-without-data': 'differs' })).toBe('passed')
    expect(judge({ 'bulk-ingest.close-without-data': 'inconclusive' })).toBe('passed')
    expect(judge({ 'records.exact': 'differs' })).toBe('inconclusive')
  })

  test('what only the platform can bring about counts neither way', () => {
    expect(judge({ 'bulk-ingest.row-left-out': 'not-provoked' })).toBe('passed')
  })
})

describe('where an installation stands', () => {
  test('without a report it says what to run', () => {
    const found = standingOf(undefined, INSTALLATION, NOW)
    expect(found.outcome).toBe('failed')
    expect(found.sentence).toContain('"npm run org:conform"')
    expect(found.sentence).toContain('"npx doclift conform import FILE"')
  })

  test('a report that passes says where, when and how many checks', () => {
    const made = ASSUMPTIONS.filter(({ provoked }) => provoked !== 'never').length
    expect(standingOf(report, INSTALLATION, NOW)).toEqual({
      outcome: 'passed',
      sentence: `The sandbox at acme--uat.sandbox.my.salesforce.com was checked at 2026-03-10T12:00:00.000Z: it behaves as Doclift expects in ${made} of ${made} checks.`,
    })
  })

  test('a report with failed checks names them', () => {
    const failing = buildReport(key, { endedAt: report.endedAt, checks: checksWith({ 'records.exact': 'failed' }) })
    const found = standingOf(failing, INSTALLATION, NOW)
    expect(found.outcome).toBe('failed')
    expect(found.sentence).toContain('(records.exact)')
  })

  test.for([
    ['grows old', {}, new Date('2026-04-09T12:00:00.000Z'), 'more than 30 days ago'],
    ['is signed with a key that was taken off the list', { keyIds: [] }, NOW, 'not believed any more'],
    [
      'is about another API version than the settings now',
      { apiVersion: '68.0' },
      NOW,
      'SALESFORCE_API_VERSION changed',
    ],
  ] as const)('a report no longer counts when it %s', ([, change, now, words]) => {
    const found = standingOf(report, { ...INSTALLATION, ...change }, now)
    expect(found).toMatchObject({ outcome: 'failed', sentence: expect.stringContaining(words) })
  })
})
