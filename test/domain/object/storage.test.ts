import { expect, test } from 'vitest'
import { parseTags } from '../../../server/domain/object/storage.ts'

test.for([
  ['', {}],
  ['project=doclift', { project: 'doclift' }],
  [
    ' project = doclift , owner=Recht & Ordnung=x'.replace('&', '-'),
    { project: 'doclift', owner: 'Recht - Ordnung=x' },
  ],
  ['empty=,', { empty: '' }],
  ['problem=none', { problem: 'none' }],
  ['größe=groß +-=._:/@', { größe: 'groß +-=._:/@' }],
] as const)('"%s" are tags', ([text, tags]) => {
  expect(parseTags(text)).toEqual({ tags })
})

test.for([
  ['project', /"project" has no "="/],
  ['=doclift', /needs a key of 1 to 128 characters/],
  [`${'k'.repeat(129)}=v`, /needs a key of 1 to 128 characters/],
  [`k=${'v'.repeat(257)}`, /a value of more than 256 characters/],
  ['aws:cost=1', /begins with "aws:"/],
  ['a=b&c=d', /has a character other than/],
  ['a=1, a=2', /"a" is there twice/],
  [Array.from({ length: 11 }, (_, at) => `k${at}=v`).join(), /11 are more than S3's 10 tags/],
] as const)('"%s" are no tags, in words that say why', ([text, problem]) => {
  expect(parseTags(text)).toEqual({ problem: expect.stringMatching(problem) })
})
