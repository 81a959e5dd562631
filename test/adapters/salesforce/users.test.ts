import { expect, test } from 'vitest'
import { caught } from '../../contract/salesforce-org.suite.ts'
import { answerJson, isLogin, openClient, startScriptedOrg } from './scripted-org.ts'

const USER_ID = '005000000000001AAA'
const USER = { Id: USER_ID, Name: 'Ada Approver', IsActive: true }

/** An org that gives these rows of User and PermissionSetAssignment. */
function startOrgWith(users: object[], assignments: object[] = []) {
  const answer = (path: string) => (path.includes('PermissionSetAssignment') ? assignments : users)
  return startScriptedOrg(({ path }, response) => {
    const records = answer(path)
    return !isLogin(path) && answerJson(response, 200, { totalSize: records.length, done: true, records })
  })
}

test('a user is asked for by its id alone, and so are its groups', async () => {
  const org = await startOrgWith([USER])
  await openClient(org.url).findUser(USER_ID.slice(0, 15))
  const soql = org.calls().map(({ path }) => new URL(path, org.url).searchParams.get('q'))
  expect(soql).toEqual([
    `SELECT Id, Name, IsActive FROM User WHERE Id = '${USER_ID}'`,
    `SELECT PermissionSetGroup.DeveloperName, ExpirationDate FROM PermissionSetAssignment WHERE AssigneeId = '${USER_ID}' AND PermissionSetGroupId != null`,
  ])
})

test.each(['', "005' OR Id != '", '001000000000001AAA', '005000000000001ZZZ'])(
  'text that is no id of a user, %j, is sent to nobody',
  async (userId) => {
    const org = await startOrgWith([USER])
    expect(await openClient(org.url).findUser(userId)).toBeUndefined()
    expect(org.calls()).toEqual([])
  },
)

test('assignments to single permission sets, and those that ran out, are no groups', async () => {
  const group = (DeveloperName: string) => ({ attributes: {}, DeveloperName })
  const org = await startOrgWith(
    [USER],
    [
      { PermissionSetGroup: null, ExpirationDate: null },
      { PermissionSetGroup: group('DocliftViewer'), ExpirationDate: null },
      { PermissionSetGroup: group('DocliftAdmin'), ExpirationDate: '2020-01-01T00:00:00.000+0000' },
      { PermissionSetGroup: group('DocliftOperator'), ExpirationDate: '2099-01-01T00:00:00.000+0000' },
    ],
  )
  const user = await openClient(org.url).findUser(USER_ID)
  expect(user).toEqual({
    userId: USER_ID,
    name: 'Ada Approver',
    isActive: true,
    permissionSetGroups: ['DocliftViewer', 'DocliftOperator'],
  })
})

test.each([
  [[{ ...USER, IsActive: 'true' }], []],
  [[{ Id: USER_ID, IsActive: true }], []],
  [[USER], [{ PermissionSetGroup: { DeveloperName: 'DocliftAdmin' } }]],
  [[USER], [{ PermissionSetGroup: { DeveloperName: 'DocliftAdmin' }, ExpirationDate: 'soon' }]],
])('an answer that lacks what was asked for is refused, never guessed: %j %j', async (users, assignments) => {
  const org = await startOrgWith(users, assignments)
  expect(await caught(openClient(org.url).findUser(USER_ID))).toMatchObject({ code: 'salesforce.unexpected-answer' })
})

test('an integration user that may not see the set-up is told so', async () => {
  const refused = [{ errorCode: 'INVALID_TYPE', message: "sObject type 'PermissionSetAssignment' is not supported." }]
  const org = await startScriptedOrg(({ path }, response) => !isLogin(path) && answerJson(response, 400, refused))
  const error = await caught(openClient(org.url).findUser(USER_ID))
  expect(error).toMatchObject({ code: 'salesforce.bad-request', behaviour: 'fatal' })
  expect(error.message).toContain('what the integration user may see')
})
