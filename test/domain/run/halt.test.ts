import { expect, test } from 'vitest'
import { describeHalt } from '../../../server/domain/run/halt.ts'

test.for([
  ['switch', 43, 'Stopped by hand. It stops within 10 s; 43 records in flight will be checked. It can be resumed.'],
  ['roll_back', 1, 'Stopped by hand. It stops within 10 s; 1 record in flight will be checked. It can be resumed.'],
  ['switch', 0, 'Stopped by hand. It stops within 10 s; no record was in flight. It can be resumed.'],
  ['back_up', 0, 'Stopped by hand. It stops within 10 s; files under way are finished. It can be resumed.'],
  ['inventory', 0, 'Stopped by hand. It can be resumed.'],
] as const)('who stops a %s with %d records in flight is told what follows', ([operation, inFlight, sentence]) => {
  expect(describeHalt(operation, inFlight)).toBe(sentence)
})
