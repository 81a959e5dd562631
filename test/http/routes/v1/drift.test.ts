import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { App } from '../../../../server/http/app.ts'
import type { Services } from '../../../../server/operations/services.ts'
import { ACCOUNT_ID, memoryServices, RECORD_ID } from '../../memory-services.ts'
import { as, openApp } from '../../requests.ts'

type ListOptions = Parameters<Services['tracking']['listDrift']>[0]

const asked: ListOptions[] = []
let app: App
beforeAll(async () => {
  const memory = memoryServices()
  const tracking: Services['tracking'] = {
    ...memory.tracking,
    listDrift: async (options) => {
      asked.push(options)
      const page = await memory.tracking.listDrift(options)
      return { ...page, nextCursor: options.after === undefined ? '31' : null }
    },
  }
  app = await openApp({ ...memory, tracking })
})
afterAll(() => app.close())

const list = (query = '', headers = as('viewer')) => app.inject({ url: `/v1/drift${query}`, headers })

describe('what moved in the org', () => {
  test('is told to every viewer with both values and with what to do', async () => {
    const answer = await list()
    expect(answer.statusCode).toBe(200)
    expect(answer.json().items).toEqual([
      expect.objectContaining({
        kind: 'renamed',
        recordId: RECORD_ID,
        oldValue: 'Contract.pdf',
        newValue: 'Contract 2.pdf',
        resolvedAt: null,
        recommendation: expect.stringMatching(/\.$/),
      }),
    ])
  })

  test('is read on by a cursor that only this list understands', async () => {
    const { nextCursor } = (await list('?limit=1')).json()
    expect((await list(`?limit=1&cursor=${nextCursor}`)).json().nextCursor).toBeNull()
    expect(asked.at(-1)).toMatchObject({ limit: 1, after: '31' })
    const elsewhere = await app.inject({ url: `/v1/runs?cursor=${nextCursor}`, headers: as('viewer') })
    expect(elsewhere.json()).toMatchObject({ code: 'api.malformed-cursor' })
  })

  test('is filtered by kind, Account, record and run, with ids of 15 characters too', async () => {
    const runId = '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21'
    const ids = `accountId=${ACCOUNT_ID.slice(0, 15)}&recordId=${RECORD_ID.slice(0, 15)}&runId=${runId}`
    await list(`?kind=reverted&${ids}&withResolved=true`)
    expect(asked.at(-1)).toEqual({
      limit: 50,
      kind: 'reverted',
      accountId: ACCOUNT_ID,
      recordId: RECORD_ID,
      runId,
      withResolved: true,
    })
  })

  test.each(['?kind=other', '?recordId=zz', '?withResolved=perhaps', '?limit=201'])(
    'is refused for %s',
    async (query) => {
      expect((await list(query)).json()).toMatchObject({ status: 400, code: 'api.invalid-request' })
    },
  )

  test('is counted by kind in the overview', async () => {
    const overview = await app.inject({ url: '/v1/overview', headers: as('viewer') })
    expect(overview.json()).toMatchObject({ drift: { renamed: 1 }, lastCatchUpAt: null })
  })
})
