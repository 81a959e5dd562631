import { expect, test } from 'vitest'
import { NotOurs } from '../../../scripts/org/conform/finding.ts'
import { OrgClient } from '../../../scripts/org/conform/org-client.ts'
import { ScratchRecords } from '../../../scripts/org/conform/scratch-records.ts'
import { describePlan, readTarget } from '../../../scripts/org/conform/target.ts'
import { ASSUMPTIONS } from '../../../server/domain/conform/assumptions.ts'
import { outcomeOf } from '../../../server/domain/conform/judge.ts'
import { type OrgHandle, orgIds } from '../../sandbox/org/server.ts'
import { openOrg } from '../../sandbox/org/test-org.ts'
import { check, configOf, hurriedClock, resultOf } from './org.ts'
import { type Distortion, distort, without } from './proxy.ts'

test('the stand-in behaves as assumed in all that can be brought about, and nothing of the check stays in it', async () => {
  const { org, call } = await openOrg({ jobDelayMs: 20 })
  org.control.setMetadata({
    triggers: [{ name: 'Audit' }],
    validationRules: ['One', 'Two'].map((name) => ({ name, formula: 'false' })),
  })
  const before = await countsOf(call)
  const byAssertion = {
    SALESFORCE_CLIENT_SECRET: '',
    SALESFORCE_USERNAME: org.integrationUsername,
    SALESFORCE_PRIVATE_KEY_FILE: org.clientPrivateKeyFile,
    SALESFORCE_VERSION_OBJECT: 'DocListEntryVersion__c',
  }
  const { checks, leftBehind } = await check(configOf(org, org.url, byAssertion))
  const expected = ASSUMPTIONS.map(({ name, provoked }) => ({
    name,
    is: provoked === 'never' ? 'not-provoked' : 'passed',
  }))
  expect(checks.map(({ name, outcome }) => ({ name, is: outcome }))).toEqual(expected)
  expect(outcomeOf({ checks })).toBe('passed')
  expect(leftBehind).toEqual([])
  expect(await countsOf(call)).toEqual(before)
  const jobs = [await (await call('/jobs/ingest')).json(), await (await call('/jobs/query')).json()]
  expect(jobs).toMatchObject([{ records: [] }, { records: [] }])
})

/** Each is what another org could do, with the checks that must notice it. */
const OTHERWISE: readonly { fails: string[]; differs?: string[]; how: Distortion }[] = [
  { fails: ['rest.limit-header'], how: { answer: (answer) => without(answer, 'sforce-limit-info') } },
  { fails: ['rest.date'], how: { answer: (answer) => without(answer, 'date') } },
  {
    fails: ['records.gone', 'records.most-retrieved'],
    how: {
      answer: ({ body, status }, { method, path }) =>
        method === 'POST' && /composite\/sobjects\/\w/.test(path) && status === 200
          ? { body: JSON.stringify(JSON.parse(body).filter((record: unknown) => record !== null)) }
          : {},
    },
  },
  {
    fails: ['records.exact', 'bulk-query.exact'],
    how: { ask: ({ method, body }) => (method === 'PATCH' ? { body: body.normalize('NFC') } : {}) },
  },
  {
    fails: ['records.modified-since'],
    how: { ask: ({ headers }) => ({ headers: { ...headers, 'if-unmodified-since': undefined } }) },
  },
  {
    fails: ['bulk-query.too-early'],
    how: {
      answer: ({ status }, { path }) =>
        path.includes('/results?') && status === 204
          ? { status: 200, headers: { 'content-type': 'text/csv', 'sforce-locator': 'null' }, body: 'Id\n' }
          : {},
    },
  },
  {
    fails: [],
    differs: ['bulk-ingest.not-trimmed'],
    how: {
      ask: ({ method, body }) => (method === 'PUT' ? { body: body.replace('"  https', '"https') } : {}),
    },
  },
  {
    fails: ['bulk-ingest.gone', 'bulk-query.gone'],
    how: {
      answer: ({ status }, { path }) =>
        status === 404 && path.includes('/jobs/')
          ? { headers: { 'content-type': 'text/html' }, body: '<html></html>' }
          : {},
    },
  },
  {
    fails: [],
    differs: ['bulk-ingest.close-without-data', 'bulk-ingest.results-too-early'],
    how: {
      answer: ({ status, body }, { path }) =>
        status === 400 && path.includes('/jobs/ingest/') && !body.includes('already Completed')
          ? { body: body.replace('INVALIDJOBSTATE', 'INVALIDJOB') }
          : {},
    },
  },
]

test('an org that behaves otherwise is found out, in what Doclift relies on and in what it does not', async () => {
  const { org } = await openOrg({ jobDelayMs: 20 })
  const url = await distort(
    org.url,
    OTHERWISE.map(({ how }) => how),
  )
  const found = await check(configOf(org, url))
  const names = (outcome: string) => found.checks.filter((one) => one.outcome === outcome).map(({ name }) => name)
  expect(names('failed').toSorted()).toEqual(OTHERWISE.flatMap(({ fails }) => fails).toSorted())
  expect(names('differs').toSorted()).toEqual(OTHERWISE.flatMap(({ differs = [] }) => differs).toSorted())
  expect(outcomeOf(found)).toBe('failed')
  expect(found.leftBehind).toEqual([])
})

test('a row that is in none of the results of its job is found out', async () => {
  const { org } = await openOrg()
  org.control.fault({ name: 'row-left-out', share: 1, seed: 'conform' })
  expect(resultOf(await check(configOf(org)), 'bulk-ingest.every-row')).toMatchObject({ outcome: 'failed' })
})

test('a job that fails as a whole leaves the checks of its rows failed', async () => {
  const { org } = await openOrg()
  org.control.fault({ name: 'job-failed', of: 'ingest' })
  const found = await check(configOf(org))
  expect(resultOf(found, 'bulk-ingest.exact')).toMatchObject({ outcome: 'failed' })
  expect(resultOf(found, 'bulk-ingest.null')).toMatchObject({ outcome: 'failed' })
})

test('what a user may not do makes checks inconclusive with the words of the org, and the others are made', async () => {
  const { org } = await openOrg()
  org.control.setMetadata({ canEditField: false })
  const found = await check(configOf(org))
  expect(resultOf(found, 'records.exact')).toMatchObject({
    outcome: 'inconclusive',
    evidence: expect.stringContaining('INVALID_FIELD_FOR_INSERT_UPDATE'),
  })
  expect(resultOf(found, 'rest.limits').outcome).toBe('passed')
  expect(outcomeOf(found)).toBe('inconclusive')
  expect(found.leftBehind).toEqual([])
})

test('a run that is stopped by hand removes what it created', async () => {
  const { org, call } = await openOrg()
  const before = await countsOf(call)
  const stopping = new AbortController()
  const onResult = ({ name }: { name: string }) => {
    if (name === 'records.exact') stopping.abort(new Error('stopped'))
  }
  await expect(check(configOf(org), { signal: stopping.signal, onResult })).rejects.toThrow('stopped')
  expect(await countsOf(call)).toEqual(before)
})

test.for([
  ['the Account', 1],
  ['the first records', 2],
] as const)('%s whose creation had no answer is removed too', async ([, lost]) => {
  const { org, call } = await openOrg()
  const before = await countsOf(call)
  let creations = 0
  const losing: Distortion = {
    answer: (_, { method, path }) => {
      if (method !== 'POST' || !path.endsWith('/composite/sobjects')) return {}
      creations += 1
      return creations === lost ? { status: 503, headers: { 'content-type': 'text/html' }, body: 'busy' } : {}
    },
  }
  const found = await check(configOf(org, await distort(org.url, [losing])))
  expect(resultOf(found, 'records.exact')).toMatchObject({ outcome: 'inconclusive' })
  expect(found.leftBehind).toEqual([])
  expect(await countsOf(call)).toEqual(before)
})

test('what cannot be removed is told by its id', async () => {
  const { org } = await openOrg()
  const refusing: Distortion = {
    ask: ({ method, path }) =>
      method === 'DELETE' && path.includes('ids=001') ? { path: path.replace('ids=001', 'ids=002') } : {},
  }
  const { leftBehind } = await check(configOf(org, await distort(org.url, [refusing])))
  expect(leftBehind).toEqual([expect.stringMatching(/^001/)])
})

test('a record that is not its own is never written to', async () => {
  const { org, catalogue } = await openOrg()
  const { recordId, documentUrl } = catalogue.entry(0)
  const client = new OrgClient(configOf(org), hurriedClock)
  const scratch = new ScratchRecords(client, configOf(org).names, 'test')
  await expect(scratch.update([{ id: recordId, url: 'https://x.example/' }])).rejects.toThrow(NotOurs)
  await expect(scratch.updateOne({ id: recordId, url: null }, {})).rejects.toThrow(NotOurs)
  expect(org.control.readRecord(recordId).Document__c).toBe(documentUrl)
  await client.close()
})

async function targetOf(org: OrgHandle, url = org.url) {
  const client = new OrgClient(configOf(org, url), hurriedClock)
  try {
    return await readTarget(client)
  } finally {
    await client.close()
  }
}

test('a production org is refused before anything is written, and a Developer Edition is not', async () => {
  const { org } = await openOrg({ isSandbox: false })
  await expect(targetOf(org)).rejects.toMatchObject({ code: 'conform.production' })
  const developer: Distortion = {
    answer: ({ body }) => ({ body: body.replace('Enterprise Edition', 'Developer Edition') }),
  }
  expect(await targetOf(org, await distort(org.url, [developer]))).toMatchObject({ org: { kind: 'developer' } })
})

test('who is asked reads what will be written where, and that it is removed', async () => {
  const { org } = await openOrg()
  const plan = describePlan(await targetOf(org), 'DocListEntry__c')
  expect(plan).toContain(`Northwind (${orgIds[0]}), a sandbox org at ${new URL(org.url).host}`)
  expect(plan).toContain('250 records of DocListEntry__c')
  expect(plan).toContain('deletes all of it at the end')
})

async function countsOf(call: (path: string) => Promise<Response>): Promise<unknown[]> {
  const counts = []
  for (const object of ['Account', 'DocListEntry__c']) {
    const answer = await call(`/query?q=${encodeURIComponent(`SELECT COUNT() FROM ${object}`)}`)
    counts.push(((await answer.json()) as { totalSize: number }).totalSize)
  }
  return counts
}
