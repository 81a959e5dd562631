import { expect, test } from 'vitest'
import { readSources, type SourceFile, withoutComments } from '../support/source-files.ts'

/** The methods of the org that write. Invariant 6: a single function may call them. */
const writeMethods = [
  'updateRecords',
  'updateRecordUnmodifiedSince',
  'createIngestJob',
  'uploadIngestJob',
  'closeIngestJob',
]

const door = 'server/operations/write-urls.ts'
const definitions = ['server/adapters/salesforce/', 'server/ports/']

test('invariant 6: nothing but the one door names a method that writes to the org', () => {
  expect(readSources(['server', 'db', 'scripts']).flatMap(findWrites)).toEqual([])
})

test.for([
  'await org.updateRecords(rows)',
  "await org['createIngestJob'](batch)",
  'const { uploadIngestJob } = org',
  'const close = org.closeIngestJob.bind(org)',
])('a second door is found in whatever way it is written: %s', (line) => {
  expect(findWrites({ path: 'server/operations/roll-back.ts', text: line })).toHaveLength(1)
})

test('a comment may name the methods and the door may call them', () => {
  expect(findWrites({ path: 'server/jobs/switch-batch.ts', text: '// as updateRecords does' })).toEqual([])
  expect(findWrites({ path: door, text: 'await org.updateRecords(rows)' })).toEqual([])
})

function findWrites({ path, text }: SourceFile): string[] {
  if (path === door || definitions.some((folder) => path.startsWith(folder))) return []
  const code = withoutComments(text)
  const named = writeMethods.filter((method) => new RegExp(`\\b${method}\\b`).test(code))
  return named.map((method) => `${path} names ${method}; only ${door} may write to the org`)
}
