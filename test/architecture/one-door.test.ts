import { expect, test } from 'vitest'
import { listImports, readSources, type SourceFile, withoutComments } from '../support/source-files.ts'

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

/** What can carry a request to an org. */
const carriers =
  /^server\/adapters\/salesforce\/(http|session|request|jsforce-client|bulk-ingest|collections|single-record)\.ts$/
const conform = 'scripts/org/conform/'

test('nothing but the adapter and the checks of a sandbox org carries requests to an org', () => {
  const importers = readSources(['server', 'db', 'scripts']).flatMap(listImports)
  const others = importers.filter(({ file, target }) => carriers.test(target) && !file.startsWith('server/adapters/'))
  expect(new Set(others.map(({ file }) => file))).toEqual(new Set([`${conform}org-client.ts`]))
})

/** Each of them writes to its own records, refuses others itself, or writes nothing that is a record. */
const senders = ['org-client.ts', 'scratch-records.ts', 'scratch-jobs.ts', 'query-job.ts', 'reading.ts']

test('of the checks of a sandbox org only the keepers of their own records send anything but a GET', () => {
  const writing = readSources(['scripts/org']).filter(({ text }) =>
    /method: '(POST|PUT|PATCH|DELETE)'/.test(withoutComments(text)),
  )
  // A login is asked for without a token.
  const allowed = [...senders, 'checks/login.ts'].map((name) => `${conform}${name}`)
  expect(writing.map(({ path }) => path).filter((path) => !allowed.includes(path))).toEqual([])
})

function findWrites({ path, text }: SourceFile): string[] {
  if (path === door || definitions.some((folder) => path.startsWith(folder))) return []
  const code = withoutComments(text)
  const named = writeMethods.filter((method) => new RegExp(`\\b${method}\\b`).test(code))
  return named.map((method) => `${path} names ${method}; only ${door} may write to the org`)
}
