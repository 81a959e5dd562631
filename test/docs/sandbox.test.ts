import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withAssumptions } from '../../scripts/org/conform/assumptions-page.ts'
import { CHECKS } from '../../scripts/org/conform/checks.ts'
import { ASSUMPTIONS } from '../../server/domain/conform/assumptions.ts'

const page = await readFile(join(import.meta.dirname, '../../docs/sandbox.md'), 'utf8')

test('the page lists each assumption about the org; npm run docs:assumptions writes it', () => {
  expect(page).toContain('| `bulk-ingest.row-left-out` |')
  expect(page).toBe(withAssumptions(page))
})

test('each assumption has one name, and a check unless only the platform can bring it about', () => {
  const names = ASSUMPTIONS.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const provoked = ASSUMPTIONS.filter((assumption) => assumption.provoked !== 'never').map(({ name }) => name)
  expect(Object.keys(CHECKS).toSorted()).toEqual(provoked.toSorted())
})

test('each name begins with the file in which its check is', () => {
  const subjects = new Set(ASSUMPTIONS.map(({ name }) => name.split('.')[0]))
  expect([...subjects]).toEqual(['login', 'rest', 'setup', 'records', 'deletions', 'bulk-query', 'bulk-ingest'])
})
