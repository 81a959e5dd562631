import { describe, expect, test } from 'vitest'
import { judgeValues } from './writes.ts'

const OLD = 'https://vendor.example/1'
const NEW = 'https://bucket.example/1'
const OTHER = 'https://bucket.example/2'

const there = item(OLD, NEW, 'done')
const back = item(NEW, OLD, 'done')

describe('the values of a record are', () => {
  test.each([
    ['before anything was written', [OLD], [item(null, NEW, null, { hasBeforeImage: false })]],
    ['when a worker died with its write sent', [OLD, NEW], [item(OLD, NEW, null)]],
    ['after a switch and the way back', [OLD, NEW, OLD], [there, back]],
  ])('right %s', (_, values, items) => {
    expect(judgeValues(values, items)).toEqual([])
  })

  test.each([
    ['when it was written twice', [OLD, NEW, NEW], [there], 'once more than was planned'],
    ['when it was given what was not planned', [OLD, OTHER], [there], `planned was ${NEW}`],
    ['without a before-image', [OLD, NEW], [item(null, NEW, null, { hasBeforeImage: false })], 'before-image was kept'],
    ['with the image of another value', [OTHER, NEW], [there], `it held ${OTHER}`],
    ['without a copy', [OLD, NEW], [item(OLD, NEW, 'done', { wasVerified: false })], 'without a verified copy'],
    ['when a write is called done that never was', [OLD], [there], '1 writes are called done'],
  ])('wrong %s', (_, values, items, sentence) => {
    expect(judgeValues(values, items).join()).toContain(sentence)
  })
})

function item(beforeImage: string | null, targetUrl: string, outcome: string | null, facts = {}) {
  return { recordId: 'a1', beforeImage, hasBeforeImage: true, targetUrl, outcome, wasVerified: true, ...facts }
}
