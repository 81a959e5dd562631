import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../../server/domain/receipt/canonical-json.ts'

test('the order of keys makes no difference, at any depth', () => {
  const left = { b: [{ d: 1, c: null }], a: { y: 'x', x: true } }
  const right = { a: { x: true, y: 'x' }, b: [{ c: null, d: 1 }] }
  expect(canonicalJson(left)).toBe('{"a":{"x":true,"y":"x"},"b":[{"c":null,"d":1}]}')
  expect(canonicalJson(right)).toBe(canonicalJson(left))
})

test('the canonical text gives the same value back, and itself again', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(JSON.parse(text))).toBe(text)
    }),
  )
})
