import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '../../../../server/http/app.ts'
import { buildCheck, memoryDiagnostics } from '../../memory-diagnostics.ts'
import { memoryServices } from '../../memory-services.ts'
import { as, openApp } from '../../requests.ts'

const failing = buildCheck({ name: 'vendor', status: 'failing', advice: 'Ask the vendor.', facts: { code: 'x' } })
const askers: string[] = []
let app: App
beforeAll(async () => {
  const diagnostics = memoryDiagnostics()
  app = await openApp(
    memoryServices({
      diagnostics: {
        ...diagnostics,
        checkConnections: async () => [buildCheck(), failing],
        supportBundle: async (actor) => {
          askers.push(actor.id)
          return await diagnostics.supportBundle(actor)
        },
      },
    }),
  )
})
afterAll(() => app.close())

test('connections are told to a viewer with all that was found; a failing one is no error of ours', async () => {
  const answer = await app.inject({ url: '/v1/connections', headers: as('viewer') })
  expect([answer.statusCode, answer.json()]).toEqual([200, { items: [buildCheck(), failing] }])
})

test('a support bundle is a file for an admin alone, asked for in his name', async () => {
  expect((await app.inject({ url: '/v1/support-bundle', headers: as('approver') })).statusCode).toBe(403)
  expect(askers).toEqual([])
  const answer = await app.inject({ url: '/v1/support-bundle', headers: as('admin') })
  expect(answer.headers['content-disposition']).toBe('attachment; filename="doclift-support-2026-03-01.json"')
  expect(answer.json()).toEqual(await memoryDiagnostics().supportBundle({ id: 'x', role: 'admin' }))
  expect(askers).toEqual(['token:id-of-admin'])
})
