import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../../../server/http/app.ts'
import { ACCOUNT_ID, memoryServices } from '../../memory-services.ts'
import { as, openApp } from '../../requests.ts'

let app: App
beforeAll(async () => {
  app = await openApp(memoryServices())
})
afterAll(() => app.close())

function get(url: string) {
  return app.inject({ url, headers: as('viewer') })
}

test('an Account is shown with counts that add up to its total', async () => {
  const account = (await get(`/v1/accounts/${ACCOUNT_ID.slice(0, 15)}`)).json()
  const counted = [...Object.values(account.byState), ...Object.values(account.outOfScope)] as number[]
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(account.total)
})

test('the records of an Account that does not exist are 404, not an empty list', async () => {
  expect((await get(`/v1/accounts/${ACCOUNT_ID}/records`)).json().items).toHaveLength(1)
  expect((await get('/v1/accounts/001000000000009/records')).json()).toMatchObject({ code: 'account.not-found' })
})
