import { describe, expect, test } from 'vitest'
import { missingParts } from '../../../server/domain/object/parts.ts'

describe('the parts that are missing', () => {
  test.each([
    [[], [{ first: 1, last: 5 }]],
    [[1, 2], [{ first: 3, last: 5 }]],
    [
      [2, 4],
      [
        { first: 1, last: 1 },
        { first: 3, last: 3 },
        { first: 5, last: 5 },
      ],
    ],
    [[1, 4, 5], [{ first: 2, last: 3 }]],
    [[1, 2, 3, 4, 5], []],
    [[7], [{ first: 1, last: 5 }]],
  ])('beside %j of five are read in as few pieces as can be', (there, runs) => {
    expect(missingParts(5, new Set(there))).toEqual(runs)
  })
})
