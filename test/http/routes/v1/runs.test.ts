import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { App } from '../../../../server/http/app.ts'
import { ACCOUNT_ID, buildRun, type MemoryServices, memoryServices, PLAN_HASH } from '../../memory-services.ts'
import { as, openApp, post } from '../../requests.ts'

let app: App
let services: MemoryServices
beforeEach(async () => {
  services = memoryServices()
  app = await openApp(services)
})
afterEach(() => app.close())

const backUp = { operation: 'back_up', scope: { kind: 'everything' } }

describe('POST /v1/runs', () => {
  test('plans a run and says where to follow it', async () => {
    const body = { ...backUp, dryRun: true, limits: { firstRecords: 10 } }
    const answer = await app.inject(post('/v1/runs', as('operator', 'k'), body))
    expect(answer.statusCode).toBe(202)
    expect(answer.headers.location).toBe(`/v1/runs/${answer.json().id}`)
    expect(answer.json()).toMatchObject({ operation: 'back_up', dryRun: true, createdBy: 'token:id-of-operator' })
    expect(services.requests).toEqual([
      { operation: 'back_up', scope: { kind: 'everything' }, isDryRun: true, limits: { firstRecords: 10 } },
    ])
  })

  test('takes all limits together', async () => {
    const limits = { types: ['pdf', ''], percentage: 0.5, firstRecords: 10 }
    const answer = await app.inject(post('/v1/runs', as('operator', 'k'), { ...backUp, limits }))
    expect([answer.statusCode, answer.json().limits]).toEqual([202, limits])
    expect(services.requests[0]?.limits).toEqual(limits)
  })

  test.each([
    [{ percentage: 0 }, '/body/limits/percentage'],
    [{ percentage: 100.5 }, '/body/limits/percentage'],
    [{ types: [] }, '/body/limits/types'],
    [{ types: ['PDF'] }, '/body/limits/types/0'],
    [{ types: ['.pdf'] }, '/body/limits/types/0'],
    [{ types: 'pdf' }, '/body/limits/types'],
  ])('refuses the limit %j and says where it stands', async (limits, pointer) => {
    const answer = await app.inject(post('/v1/runs', as('operator', 'k'), { ...backUp, limits }))
    expect(answer.statusCode).toBe(400)
    expect(answer.json().errors).toContainEqual(expect.objectContaining({ pointer }))
    expect(services.requests).toEqual([])
  })

  test('takes ids of 15 characters and each only once', async () => {
    const accountIds = [ACCOUNT_ID.slice(0, 15), ACCOUNT_ID]
    const body = { operation: 'back_up', scope: { kind: 'accounts', accountIds } }
    expect((await app.inject(post('/v1/runs', as('operator', 'k'), body))).statusCode).toBe(202)
    expect(services.requests[0]?.scope).toEqual({ kind: 'accounts', accountIds: [ACCOUNT_ID] })
  })

  test.each([undefined, '', ' ', 'with space', 'ü', 'x'.repeat(201)])(
    'without a usable Idempotency-Key (%j) is refused',
    async (key) => {
      const headers: Record<string, string> = {
        ...as('operator'),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      }
      const answer = await app.inject(post('/v1/runs', headers, backUp))
      expect(answer.statusCode).toBe(400)
      expect(services.runs).toEqual([])
    },
  )
})

describe('an Idempotency-Key', () => {
  async function bindingOf(url: string, body?: object, role: 'operator' | 'admin' = 'operator') {
    await app.inject(post(url, as(role, 'key-1'), body))
    return services.bindings.at(-1)
  }

  test('is bound to subject, route and body', async () => {
    const first = await bindingOf('/v1/runs', backUp)
    expect(first).toMatchObject({ subject: 'token:id-of-operator', route: 'POST /v1/runs', key: 'key-1' })
    expect(await bindingOf('/v1/runs', { scope: { kind: 'everything' }, operation: 'back_up' })).toEqual(first)
    expect((await bindingOf('/v1/runs', { ...backUp, dryRun: true }))?.bodyHash).not.toBe(first?.bodyHash)
    expect((await bindingOf('/v1/runs', backUp, 'admin'))?.subject).not.toBe(first?.subject)
  })

  test('used for one run does not fit another', async () => {
    const [first, second] = [buildRun(), buildRun()]
    services.runs.push(first, second)
    const binding = await bindingOf(`/v1/runs/${first.id}/halt`)
    expect((await bindingOf(`/v1/runs/${second.id}/halt`))?.bodyHash).not.toBe(binding?.bodyHash)
  })
})

describe('a run', () => {
  test('is shown with counts that add up and with its gate', async () => {
    const run = buildRun()
    services.runs.push(run)
    const answer = await app.inject({ url: `/v1/runs/${run.id}`, headers: as('viewer') })
    const { counts, gate, needsApproval } = answer.json()
    const outcomes = Object.values(counts.outcomes as Record<string, number>)
    expect(outcomes.reduce((sum, count) => sum + count, counts.pending)).toBe(counts.planned)
    expect([gate, needsApproval]).toEqual([null, true])
  })

  test('is approved, paused, halted and resumed by those who may', async () => {
    const run = buildRun()
    services.runs.push(run)
    const approval = { planHash: PLAN_HASH }
    expect((await app.inject(post(`/v1/runs/${run.id}/approve`, as('operator', 'k'), approval))).statusCode).toBe(403)
    const approved = await app.inject(post(`/v1/runs/${run.id}/approve`, as('approver', 'k'), approval))
    expect([approved.statusCode, approved.json().approvedBy]).toEqual([202, 'token:id-of-approver'])
    const paused = await app.inject(post(`/v1/runs/${run.id}/pause`, as('operator', 'k')))
    expect([paused.statusCode, paused.json().state]).toEqual([202, 'paused'])
    const halted = await app.inject(post(`/v1/runs/${run.id}/halt`, as('operator', 'k')))
    expect([halted.statusCode, halted.json().state]).toEqual([202, 'halted'])
    const resumed = await app.inject(post(`/v1/runs/${run.id}/resume`, as('operator', 'k')))
    expect([resumed.statusCode, resumed.json().state]).toEqual([202, 'approved'])
  })

  test('that does not exist is 404, and an id that is none is 400', async () => {
    const unknown = '/v1/runs/00000000-0000-7000-8000-000000000000'
    expect((await app.inject({ url: unknown, headers: as('viewer') })).json()).toMatchObject({ code: 'run.not-found' })
    expect((await app.inject(post(`${unknown}/halt`, as('operator', 'k')))).statusCode).toBe(404)
    expect((await app.inject({ url: '/v1/runs/1', headers: as('viewer') })).statusCode).toBe(400)
  })
})
