import { existsSync, globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const design = readFileSync('docs/design.md', 'utf8')
const titles = globSync('test/**/*.test.ts').map((file) => readFileSync(file, 'utf8'))

test.each(Array.from({ length: 13 }, (_, index) => index + 1))(
  'invariant %i has a test that is named after it',
  (number) => {
    expect(titles.some((text) => new RegExp(`(test|describe)[^\n]*\\('invariant ${number}: `).test(text))).toBe(true)
  },
)

test('every test file that the design names as proof exists', () => {
  const named = [...design.matchAll(/`(test\/[^`]+)`/g)].map((match) => match[1] ?? '')
  expect(named.length).toBeGreaterThan(10)
  const missing = named.filter((path) => !path.endsWith('/*') && !existsSync(path))
  expect(missing).toEqual([])
})
