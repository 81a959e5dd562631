import { expect, test } from 'vitest'
import { formatSideEffects } from '../../server/commands/describe-side-effects.ts'
import type { SideEffects } from '../../server/operations/census/read-side-effects.ts'

const EFFECTS: SideEffects = {
  since: '2026-03-01T12:05:00.000Z',
  at: '2026-03-01T12:11:00.000Z',
  outcome: 'above-threshold',
  sentence: 'Expected at most 10.',
  records: 10_000,
  objects: [
    { object: 'Task', rows: 20_000 },
    { object: 'tlnd__Log__c', rows: null },
  ],
  asyncJobs: 50,
  per100Records: 200.5,
  allowedPer100Records: 10,
  projected: { ofRun: 2_005_000, inScope: 2_695_598 },
  dataStorage: { grownMb: 40, freeMb: 800, projectedMb: 5_200 },
  fileStorage: null,
}

test('what a switch set off is a table with what is expected, and says what is not known', () => {
  const [table = '', ...others] = formatSideEffects(EFFECTS)
  expect(others).toEqual([])
  expect(table.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' | '))).toEqual([
    'Count | Set off by 10,000 switched records',
    '20,000 | rows of Task',
    'not known | rows of tlnd__Log__c',
    '50 | async jobs',
    '200.5 | for every 100 records',
    '10 | allowed for every 100',
    '2,005,000 | expected of the whole run',
    '2,695,598 | expected of all that is left in scope',
    '40 | data storage used, MB',
    '5,200 | data storage expected of the rest, MB',
    '800 | data storage free, MB',
    'not known | file storage',
    'above threshold | outcome',
  ])
})

test('the table fits a terminal of 80 columns, whatever the object is called', () => {
  const object = `tlnd__${'Long'.repeat(18)}__c`
  const [table = ''] = formatSideEffects({ ...EFFECTS, objects: [{ object, rows: 123_456_789 }] })
  expect(Math.max(...table.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80)
  expect(table).toContain('123,456,789  rows of tlnd__Long')
})

test('a run that was not counted shows nothing', () => {
  expect(formatSideEffects(null)).toEqual([])
})
