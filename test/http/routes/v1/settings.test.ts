import { beforeEach, describe, expect, test } from 'vitest'
import { type App, buildApp } from '../../../../server/http/app.ts'
import { memoryServices } from '../../memory-services.ts'
import { as } from '../../requests.ts'

let app: App
beforeEach(async () => {
  app = await buildApp(memoryServices(), { logLevel: 'silent', isLoopback: true })
  return () => app.close()
})

const read = () => app.inject({ url: '/v1/settings', headers: as('viewer') })

function change(payload: object, headers: Record<string, string> = as('admin')) {
  return app.inject({ method: 'PATCH', url: '/v1/settings', headers, payload })
}

describe('settings', () => {
  test('are read by a viewer and changed only by an admin', async () => {
    expect((await read()).json().items[0]).toMatchObject({ name: 'apiSharePercent', value: 80, changedBy: null })
    expect((await change({ apiSharePercent: 50 }, as('approver'))).statusCode).toBe(403)
    const changed = await change({ apiSharePercent: 50 })
    expect(changed.json().items[0]).toMatchObject({ value: 50, default: 80, changedBy: 'token:id-of-admin' })
    expect((await change({ apiSharePercent: null })).json().items[0]).toMatchObject({ value: 80, changedBy: null })
  })

  test('are not changed by who has read them before somebody else changed them', async () => {
    const etag = String((await read()).headers.etag)
    const first = await change({ copyParallel: 4 }, { ...as('admin'), 'if-match': etag })
    expect(first.statusCode).toBe(200)
    const late = await change({ copyParallel: 8 }, { ...as('admin'), 'if-match': etag })
    expect([late.statusCode, late.json().code]).toEqual([412, 'settings.changed'])
    const again = await change({ copyParallel: 8 }, { ...as('admin'), 'if-match': String(first.headers.etag) })
    expect(again.json().items[1]).toMatchObject({ name: 'copyParallel', value: 8 })
    expect(again.headers.etag).toBe((await read()).headers.etag)
  })

  test('that are hours are texts, and numbers have their range', async () => {
    const changed = await change({ copyHours: '22:00-06:00 Europe/Berlin', apiSharePercent: 50 })
    const items: { name: string }[] = changed.json().items
    expect(items.find(({ name }) => name === 'copyHours')).toMatchObject({
      kind: 'hours',
      value: '22:00-06:00 Europe/Berlin',
      default: 'always',
      least: null,
      most: null,
    })
    expect(items[0]).toMatchObject({ kind: 'number', value: 50, least: 1, most: 100 })
    expect((await change({ copyHours: 8 })).statusCode).toBe(400)
    expect((await change({ copyHours: 'x'.repeat(201) })).statusCode).toBe(400)
    expect((await change({ apiSharePercent: 'always' })).statusCode).toBe(400)
  })

  test('that do not exist, and a change of nothing, are refused', async () => {
    expect((await change({ copyParalel: 4 })).statusCode).toBe(400)
    expect((await change({})).statusCode).toBe(400)
    expect((await change({ copyParallel: '4' })).statusCode).toBe(400)
  })
})
