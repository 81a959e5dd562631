import { expect, test } from 'vitest'
import { memoryServices } from './memory-services.ts'
import { as, openApp, post } from './requests.ts'

test('the service itself has no pages and no Apex: those are of the org', async () => {
  const app = await openApp(memoryServices())
  for (const url of ['/lightning', '/lightning/r/Account/001000000000001AAA/view', '/assets/app.js']) {
    expect((await app.inject({ url, headers: as('admin') })).statusCode).toBe(404)
  }
  const apex = await app.inject(post('/apex/DocliftWhoController.whoAmI', as('admin', 'key-1'), {}))
  expect(apex.statusCode).toBe(404)
  await app.close()
})
