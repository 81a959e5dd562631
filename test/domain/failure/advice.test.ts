import { describe, expect, test } from 'vitest'
import { adviceFor, hasOwnAdvice } from '../../../server/domain/failure/advice.ts'
import { CODE_OF_OBJECT } from '../../../server/domain/verification/findings.ts'
import { readSources } from '../../support/source-files.ts'

/** Where results of records are made: by what reads, stores and writes, and by the decisions about it. */
const MAKERS = [
  'server/adapters/vendor',
  'server/adapters/http',
  'server/adapters/https',
  'server/adapters/sources',
  'server/adapters/s3',
  'server/adapters/salesforce',
  'server/adapters/postgres/sql',
  'server/domain/switch',
]
const OPERATIONS = [
  'back-up',
  'store-document',
  'verify',
  'judge-source',
  'heal',
  'switch-urls',
  'settle-doubt',
  'write-urls',
]

/** Codes that end or delay a whole run or batch, or tell of success, so no record ever fails with them. */
const NEVER_ON_A_RECORD = [
  'copy.healed',
  'switch.too-late',
  'switch.copy-outdated',
  'switch.source-unconfirmed',
  'salesforce.answer-lost',
  'salesforce.api-version',
  'salesforce.daily-limit',
  'salesforce.query-timeout',
  'salesforce.unexpected-page',
  'salesforce.unknown-exception',
  'salesforce.query-expired',
  'salesforce.upload-too-large',
  'salesforce.empty-url',
  'salesforce.not-bulk-writable',
  'webhook.connection',
]

function codesInSources(): string[] {
  const operations = readSources(['server/operations']).filter(({ path }) =>
    OPERATIONS.some((name) => path === `server/operations/${name}.ts`),
  )
  const texts = [...readSources(MAKERS), ...operations].map(({ text }) => text)
  const codes = texts.flatMap((text) => [...text.matchAll(/'((?:source|s3|copy|switch|salesforce)\.[a-z0-9-]+)'/g)])
  const given = [...Object.values(CODE_OF_OBJECT), 'source.connection', 's3.connection']
  return [...new Set([...codes.map(([, code]) => code ?? ''), ...given])]
}

/** `new FatalError('…')` and `fatal('…')`: they stop the run. */
function fatalCodes(): string[] {
  const texts = readSources(['server/adapters', 'server/operations']).map(({ text }) => text)
  return texts.flatMap((text) =>
    [...text.matchAll(/(?:FatalError|fatal)\(\s*'([a-z0-9]+\.[a-z0-9-]+)'/g)].map(([, code]) => code ?? ''),
  )
}

describe('the advice for failures', () => {
  test('stands in the catalogue for every code that a record can carry', () => {
    const codes = codesInSources()
    expect(codes.length).toBeGreaterThan(30)
    const possible = codes.filter((code) => !fatalCodes().includes(code) && !NEVER_ON_A_RECORD.includes(code))
    expect(possible.filter((code) => !hasOwnAdvice(code))).toEqual([])
  })

  test('is made of whole sentences', () => {
    for (const code of [...codesInSources(), 'UNABLE_TO_LOCK_ROW', 'anything.else']) {
      const { sentence, advice } = adviceFor(code)
      for (const text of [sentence, advice]) expect([code, text]).toEqual([code, expect.stringMatching(/^[A-Z].*\.$/)])
    }
  })

  test('says of an unknown code that it is unknown, and of an unknown code of the org whose it is', () => {
    expect(adviceFor('made.up')).toMatchObject({ actor: 'operator', isRetryable: true })
    expect(adviceFor('made.up').sentence).toContain('no explanation')
    expect(adviceFor('SOME_NEW_STATUS_CODE')).toMatchObject({ actor: 'org', isRetryable: false })
  })
})
