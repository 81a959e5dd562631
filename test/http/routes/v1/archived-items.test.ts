import { expect, test } from 'vitest'
import { buildRun, memoryServices } from '../../memory-services.ts'
import { as, openApp } from '../../requests.ts'

const archive = { key: 'doclift/_doclift/archive/items-1.ndjson', sha256: 'a'.repeat(64), items: 1_300_000 }
const run = buildRun({
  number: 14,
  operation: 'verify',
  archive: { ...archive, archivedAt: '2026-03-01T12:00:00.000Z' },
})

test.each(['items', 'failures', 'plan'])(
  'of an archived run, %s are answered with where its items are',
  async (what) => {
    const services = memoryServices()
    services.runs.push(run)
    const app = await openApp(services)
    const gone = await app.inject({ url: `/v1/runs/${run.id}/${what}`, headers: as('viewer') })
    const found = await app.inject({ url: `/v1/runs/${run.id}`, headers: as('viewer') })
    await app.close()
    expect(gone.statusCode).toBe(410)
    expect(gone.json()).toMatchObject({ code: 'run.items-archived', detail: expect.stringContaining(archive.key) })
    expect(found.json()).toMatchObject({ archive: { ...archive, archivedAt: '2026-03-01T12:00:00.000Z' } })
  },
)
