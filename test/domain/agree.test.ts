import { expect, test } from 'vitest'
import { agree } from '../../server/domain/agree.ts'
import { summariseLinks } from '../../server/domain/gate/link-check.ts'
import { nextStep, salesforceTruth } from '../../server/domain/overview/next-step.ts'
import { judgeExport } from '../../server/probes/rollback/data-exported.ts'
import { judgeFit } from '../../server/probes/switch/urls-fit.ts'
import { judgeFreshness } from '../../server/probes/tracking/sources-fresh.ts'
import { judgeSuccessRate } from '../../server/probes/tracking/success-rate.ts'
import { judgeUnchanged } from '../../server/probes/tracking/unchanged.ts'

test.each([
  [0, '0 records are'],
  [1, '1 record is'],
  [2, '2 records are'],
])('the words after the count %i agree with it', (count, words) => {
  expect(agree(count, 'record is', 'records are')).toBe(words)
})

const facts = { total: 1, runningOperations: [] }
const link = { recordId: 'a', isOpen: true, isRightSize: true, newLatencyMs: 4, oldLatencyMs: null, failure: null }

test.each([
  [judgeExport({ planned: 1, withBeforeImage: 1, exportedRows: 1 }).sentence, 'for 1 of 1 record;'],
  [judgeUnchanged({ readAgain: 1, changed: 0, examples: [] }).sentence, '1 entry was modified'],
  [judgeUnchanged({ readAgain: 1, changed: 1, examples: ['a'] }).sentence, '1 record on the list changed'],
  [judgeSuccessRate({ eligible: 1, verified: 1 }, 99).sentence, 'Of 1 record in scope, 1 is copied and checked ('],
  [
    judgeFreshness({ planned: 1, stale: 0 }, 3_600_000).sentence,
    'Of 1 source on the list, 1 was confirmed within 1 h.',
  ],
  [
    judgeFit({ planned: 1, maxCharacters: 80 }, { maxCharacters: 255, isUpdateable: true } as never).sentence,
    'The longest of 1 new URL has 80 characters;',
  ],
  [summariseLinks([link] as never, 'object').sentence, '1 of 1 new link opened'],
  [salesforceTruth({ ...facts, byState: { confirmed: 1 } }), '1 link leads to the copies in your bucket.'],
  [nextStep({ ...facts, byState: { confirmed: 1, failed: 1 } }), '1 file is not copied. Look at it, then try again.'],
  [
    nextStep({ ...facts, byState: { confirmed: 1, conflicted: 1 } }),
    '1 document was changed by someone else. Look at it.',
  ],
])('a sentence about one of a kind speaks of one: %s', (sentence, part) => {
  expect(sentence).toContain(part)
})
