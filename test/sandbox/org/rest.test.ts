import { describe, expect, test } from 'vitest'
import { parseId } from './ids.ts'
import { integrationUser, orgIds, people } from './server.ts'
import { documentIds, openOrg, type TestOrg } from './test-org.ts'

interface Page {
  totalSize: number
  done: boolean
  nextRecordsUrl?: string
  records: Record<string, unknown>[]
}

async function query({ call }: TestOrg, soql: string, headers: Record<string, string> = {}): Promise<Page> {
  return (await (await call(`/query?q=${encodeURIComponent(soql)}`, { headers })).json()) as Page
}

async function refusalOf({ call }: TestOrg, soql: string): Promise<unknown> {
  const answer = await call(`/query?q=${encodeURIComponent(soql)}`)
  return [answer.status, await answer.json()]
}

test('the version list needs no session and is not counted', async () => {
  const { org } = await openOrg()
  const answer = await fetch(`${org.url}/services/data`)
  expect(await answer.json()).toContainEqual({ label: "Summer '26", url: '/services/data/v67.0', version: '67.0' })
  expect(answer.headers.has('sforce-limit-info')).toBe(false)
  expect(org.control.apiCalls()).toBe(0)
})

test('each answer says how many requests were used, also when it refuses', async () => {
  const { org, call } = await openOrg({ apiLimit: 3 })
  expect((await call('/limits')).headers.get('sforce-limit-info')).toBe('api-usage=1/3')
  expect((await call('/nothing/here')).headers.get('sforce-limit-info')).toBe('api-usage=2/3')
  expect(await (await call('/limits')).json()).toMatchObject({ DailyApiRequests: { Max: 3, Remaining: 0 } })
  const refused = await call('/limits')
  expect(refused.status).toBe(403)
  expect(await refused.json()).toEqual([
    { message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' },
  ])
  org.control.resetApiCalls()
  expect((await call('/limits')).status).toBe(200)
})

test('a query is paged through with locators and gives every record once', async () => {
  const opened = await openOrg()
  const soql = 'SELECT Id, Name, Account__r.Name FROM DocListEntry__c'
  const headers = { 'Sforce-Query-Options': 'batchSize=300' }
  let page = await query(opened, soql, headers)
  const ids = page.records.map((record) => record.Id)
  expect(page).toMatchObject({ totalSize: 700, done: false })
  while (page.nextRecordsUrl !== undefined) {
    page = (await (await opened.call(page.nextRecordsUrl)).json()) as Page
    ids.push(...page.records.map((record) => record.Id))
  }
  expect(page.done).toBe(true)
  expect(new Set(ids).size).toBe(700)
  expect(ids).toEqual(Array.from({ length: 700 }, (_, index) => opened.catalogue.entry(index).recordId))
})

test('a page asked for again says the same after somebody has edited', async () => {
  const opened = await openOrg()
  const first = await query(opened, 'SELECT Id, Document__c FROM DocListEntry__c', {
    'Sforce-Query-Options': 'batchSize=200',
  })
  const before = await (await opened.call(first.nextRecordsUrl ?? '')).json()
  const edited = String((before as Page).records[0]?.Id)
  opened.org.control.editRecord(edited, { Document__c: 'https://elsewhere.example/x' })
  opened.org.control.deleteRecord(String((before as Page).records[1]?.Id))
  expect(await (await opened.call(first.nextRecordsUrl ?? '')).json()).toEqual(before)
})

test('records carry attributes, parents as objects, and dates without a colon in the offset', async () => {
  const opened = await openOrg()
  const entry = opened.catalogue.entry(opened.catalogue.indexOfRecord(documentIds(opened.catalogue, 1)[0] ?? '') ?? 0)
  const soql = `SELECT Id, SystemModstamp, Account__r.Name FROM DocListEntry__c WHERE Id = '${entry.recordId}'`
  const { records } = await query(opened, soql)
  const account = opened.catalogue.account(opened.catalogue.indexOfAccount(entry.accountId ?? '') ?? 0)
  expect(records).toEqual([
    {
      attributes: {
        type: 'DocListEntry__c',
        url: `/services/data/v67.0/sobjects/DocListEntry__c/${entry.recordId}`,
      },
      Id: entry.recordId,
      SystemModstamp: entry.modifiedAt.toISOString().replace('Z', '+0000'),
      Account__r: {
        attributes: { type: 'Account', url: `/services/data/v67.0/sobjects/Account/${account.accountId}` },
        Name: account.name,
      },
    },
  ])
})

describe('WHERE', () => {
  test('finds by ids of both lengths, and keeps case apart', async () => {
    const opened = await openOrg()
    const [one = '', two = ''] = documentIds(opened.catalogue, 2)
    const found = await query(opened, `SELECT Id FROM DocListEntry__c WHERE Id IN ('${two}', '${one.slice(0, 15)}')`)
    expect(found.records.map((record) => record.Id)).toEqual([one, two])
    const shouted = `SELECT Id FROM DocListEntry__c WHERE Id = '${one.toUpperCase()}'`
    expect(await refusalOf(opened, shouted)).toMatchObject([400, [{ errorCode: 'INVALID_QUERY_FILTER_OPERATOR' }]])
  })

  test('pages by id with LIMIT', async () => {
    const opened = await openOrg()
    const last = opened.catalogue.entry(99).recordId
    const soql = `SELECT Id FROM DocListEntry__c WHERE Id > '${last}' ORDER BY Id ASC LIMIT 50`
    const { totalSize, done, records } = await query(opened, soql)
    expect({ totalSize, done }).toEqual({ totalSize: 50, done: true })
    expect(records[0]?.Id).toBe(opened.catalogue.entry(100).recordId)
  })

  test('finds what changed since a time, and nothing else', async () => {
    const opened = await openOrg()
    const since = new Date(Date.now() - 60_000).toISOString()
    const soql = `SELECT Id FROM DocListEntry__c WHERE SystemModstamp >= ${since}`
    expect((await query(opened, soql)).totalSize).toBe(0)
    const [edited = ''] = documentIds(opened.catalogue, 1)
    opened.org.control.editRecord(edited, { Name: 'Renamed.pdf' })
    expect((await query(opened, soql)).records.map((record) => record.Id)).toEqual([edited])
  })

  test('reads escapes in text and compares without case', async () => {
    const opened = await openOrg()
    const [id = ''] = documentIds(opened.catalogue, 1)
    const name = `It's a "test" \\ of\ttabs`
    opened.org.control.editRecord(id, { Name: name })
    const escaped = name.toUpperCase().replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\t', '\\t')
    const found = await query(opened, `SELECT Name FROM DocListEntry__c WHERE Name = '${escaped}'`)
    expect(found.records[0]?.Name).toBe(name)
  })

  test('joins conditions and knows null', async () => {
    const opened = await openOrg()
    const entries = Array.from({ length: 700 }, (_, index) => opened.catalogue.entry(index))
    const soql =
      "SELECT COUNT() FROM DocListEntry__c WHERE Type_Current__c = 'Folder' AND Document__c = null AND IsDeleted = false"
    const folders = entries.filter((entry) => entry.typeCurrent === 'Folder' && entry.documentUrl === null)
    expect(folders.length).toBeGreaterThan(0)
    expect(await query(opened, soql)).toEqual({ totalSize: folders.length, done: true, records: [] })
  })

  test('joins groups in parentheses by OR, and finds each record once', async () => {
    const opened = await openOrg()
    const [one = '', other = ''] = documentIds(opened.catalogue, 2)
    const ids = `(Id IN ('${one}', '${other}') AND IsDeleted = false) OR (Id = '${one}')`
    const found = await query(opened, `SELECT Id FROM DocListEntry__c WHERE ${ids} LIMIT 10`)
    expect(found.records.map((record) => record.Id)).toEqual([one, other].toSorted())
  })
})

describe('a query is refused', () => {
  test.each([
    ['SELECT Id FORM DocListEntry__c', 'MALFORMED_QUERY'],
    ['SELECT Id, Id FROM DocListEntry__c', 'MALFORMED_QUERY'],
    ["SELECT Id FROM DocListEntry__c WHERE Name = 'a\\x'", 'MALFORMED_QUERY'],
    ["SELECT Id FROM DocListEntry__c WHERE Name = 'a' OR Name = 'b'", 'MALFORMED_QUERY'],
    ["SELECT Id FROM DocListEntry__c WHERE (Name = 'a') OR Name = 'b'", 'MALFORMED_QUERY'],
    ["SELECT Id FROM DocListEntry__c WHERE (Name = 'a') AND (Name = 'b')", 'MALFORMED_QUERY'],
    ["SELECT Id FROM DocListEntry__c WHERE Name = 'it's'", 'MALFORMED_QUERY'],
    ['SELECT Id FROM DocListEntry__c WHERE SystemModstamp > 2026-01-01T00:00:00 00:00', 'MALFORMED_QUERY'],
    ["SELECT Id FROM DocListEntry__c WHERE SystemModstamp > '2026-01-01T00:00:00Z'", 'INVALID_FIELD'],
    ['SELECT Id, Nothing__c FROM DocListEntry__c', 'INVALID_FIELD'],
    ['SELECT Nothing__r.Name FROM DocListEntry__c', 'INVALID_FIELD'],
    ['SELECT Id FROM Nothing__c', 'INVALID_TYPE'],
  ])('%s: %s', async (soql, errorCode) => {
    expect(await refusalOf(await openOrg(), soql)).toMatchObject([400, [{ errorCode }]])
  })

  test('with a caret below the name that is wrong', async () => {
    const answer = (await refusalOf(await openOrg(), 'SELECT Id, Nothing__c FROM DocListEntry__c')) as [
      number,
      { message: string }[],
    ]
    const [, piece = '', caret = ''] = answer[1][0]?.message.split('\n') ?? []
    expect(piece.slice(caret.indexOf('^'))).toMatch(/^Nothing__c/)
    expect(answer[1][0]?.message).toContain('ERROR at Row:1:Column:12')
  })

  test('for a locator that was never given', async () => {
    const { call } = await openOrg()
    expect(await (await call('/query/0r8000000000000000-2000')).json()).toMatchObject([
      { errorCode: 'INVALID_QUERY_LOCATOR' },
    ])
  })
})

test('the org says whether it is a sandbox', async () => {
  const opened = await openOrg({ orgId: orgIds[1], isSandbox: false })
  const { records } = await query(opened, 'SELECT Id, Name, IsSandbox, OrganizationType FROM Organization')
  expect(records).toMatchObject([{ Id: orgIds[1], IsSandbox: false }])
  const one = await opened.call(`/sobjects/Organization/${orgIds[1]}?fields=IsSandbox`)
  expect(await one.json()).toMatchObject({ IsSandbox: false })
})

test('the users are the integration user and one person for each role', async () => {
  const { records } = await query(await openOrg(), 'SELECT Id, Name FROM User WHERE IsActive = true')
  const ids = [integrationUser, ...Object.values(people)].map((person) => person.userId)
  expect(records.map((record) => record.Id)).toEqual(ids)
  expect(ids.map((id) => parseId(id))).toEqual(ids)
})

test('describe tells the type, length and permissions of each field', async () => {
  const { call } = await openOrg({ fieldLength: 120 })
  const { fields } = (await (await call('/sobjects/doclistentry__c/describe')).json()) as {
    fields: Record<string, unknown>[]
  }
  const field = (name: string) => fields.find((each) => each.name === name)
  expect(field('Document__c')).toMatchObject({
    type: 'url',
    length: 120,
    updateable: true,
    calculated: false,
    nillable: true,
  })
  expect(field('Account__c')).toMatchObject({
    type: 'reference',
    relationshipName: 'Account__r',
    referenceTo: ['Account'],
  })
  expect(field('SystemModstamp')).toMatchObject({ type: 'datetime', updateable: false, filterable: true })
})

describe('one record', () => {
  const path = (id: string) => `/sobjects/DocListEntry__c/${id}`

  test('is read by either length of its id, and not by a damaged one', async () => {
    const { call, catalogue } = await openOrg()
    const [id = ''] = documentIds(catalogue, 1)
    expect(await (await call(`${path(id.slice(0, 15))}?fields=Id,Document__c`)).json()).toMatchObject({ Id: id })
    const damaged = await call(path(`${id.slice(0, 15)}ZZZ`))
    expect([damaged.status, await damaged.json()]).toMatchObject([400, [{ errorCode: 'MALFORMED_ID' }]])
    expect((await call(path('a1c000000000009AAA'))).status).toBe(404)
  })

  test('is updated only when nobody has changed it since', async () => {
    const { call, org, catalogue } = await openOrg()
    const [id = ''] = documentIds(catalogue, 1)
    const update = (since: Date, value: string) =>
      call(path(id), {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', 'if-unmodified-since': since.toUTCString() },
        body: JSON.stringify({ Document__c: value }),
      })
    const asItWas = new Date(org.control.readRecord(id).SystemModstamp as string)
    expect((await update(asItWas, 'https://new.example/1')).status).toBe(204)
    const late = await update(asItWas, 'https://new.example/2')
    const errorCode = 'ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE_CHECK'
    expect([late.status, await late.json()]).toMatchObject([412, [{ errorCode }]])
    expect(org.control.readRecord(id).Document__c).toBe('https://new.example/1')
    expect(org.control.readRecord(id).LastModifiedById).toBe(integrationUser.userId)
  })

  test('that was deleted is neither read nor updated', async () => {
    const { call, callJson, org, catalogue } = await openOrg()
    const [id = ''] = documentIds(catalogue, 1)
    org.control.deleteRecord(id)
    expect(await (await call(path(id))).json()).toMatchObject([{ errorCode: 'ENTITY_IS_DELETED' }])
    const update = await callJson('PATCH', path(id), { Document__c: 'https://new.example/1' })
    expect([update.status, await update.json()]).toMatchObject([404, [{ errorCode: 'ENTITY_IS_DELETED' }]])
  })
})

test('a field that does not exist is named', async () => {
  const { call, callJson, catalogue } = await openOrg()
  const [id = ''] = documentIds(catalogue, 1)
  const refusal = [{ errorCode: 'INVALID_FIELD', message: expect.stringContaining('Nothing__c') }]
  expect(await (await call(`/sobjects/DocListEntry__c/${id}?fields=Nothing__c`)).json()).toEqual(refusal)
  const body = { ids: [], fields: ['Nothing__c'] }
  expect(await (await callJson('POST', '/composite/sobjects/DocListEntry__c', body)).json()).toEqual(refusal)
})

test('an API version that is retired or not there yet is refused', async () => {
  const { call } = await openOrg()
  expect((await call('/services/data/v20.0/limits')).status).toBe(410)
  expect((await call('/services/data/v99.0/limits')).status).toBe(404)
})

describe('permission set groups', () => {
  const soql = `SELECT PermissionSetGroup.DeveloperName, ExpirationDate FROM PermissionSetAssignment WHERE AssigneeId = '${people.approver.userId}' AND PermissionSetGroupId != null`
  const assignment = (group: string, expiresAt: string | null = null) => ({
    PermissionSetGroup: expect.objectContaining({ DeveloperName: group }),
    ExpirationDate: expiresAt,
  })

  test('are assigned to each person by role, besides the permission set of its profile', async () => {
    const opened = await openOrg()
    expect((await query(opened, soql)).records).toMatchObject([assignment('DocliftApprover')])
    const all = await query(opened, soql.replace(' AND PermissionSetGroupId != null', ''))
    expect(all.records).toMatchObject([{ PermissionSetGroup: null }, assignment('DocliftApprover')])
  })

  test('and activity of a user are changed from outside, for good', async () => {
    const opened = await openOrg()
    opened.org.control.assignGroups(people.approver.userId, ['DocliftViewer'], '2027-01-01T00:00:00.000Z')
    opened.org.control.setUserActive(people.approver.userId, false)
    await opened.restart()
    const { records } = await query(opened, soql)
    expect(records).toMatchObject([assignment('DocliftViewer', '2027-01-01T00:00:00.000+0000')])
    const inactive = await query(opened, 'SELECT Id FROM User WHERE IsActive = false')
    expect(inactive.records).toMatchObject([{ Id: people.approver.userId }])
    expect(() => opened.org.control.assignGroups(people.approver.userId, ['DocliftRoot'])).toThrow(RangeError)
    expect(() => opened.org.control.setUserActive('005000000000009AAA', true)).toThrow(RangeError)
  })
})

test('an Account gets another name from outside, for good', async () => {
  const opened = await openOrg()
  const { accountId } = opened.catalogue.account(0)
  opened.org.control.renameAccount(accountId, 'Another name')
  const nameNow = async () => {
    const soql = `SELECT Name FROM Account WHERE Id = '${accountId}'`
    const answer = await opened.call(`/query?q=${encodeURIComponent(soql)}`)
    return ((await answer.json()) as { records: { Name: string }[] }).records[0]?.Name
  }
  expect(await nameNow()).toBe('Another name')
  await opened.restart()
  expect(await nameNow()).toBe('Another name')
  expect(() => opened.org.control.renameAccount('001000000000000AAA', 'x')).toThrow('There is no Account')
})
