import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrateDatabase } from '../../db/migrate.ts'
import {
  type EmbeddedPostgres,
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../server/adapters/postgres/embedded.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'

let home: string
let database: EmbeddedPostgres
let doclift: TestInstallation

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'doclift-gone-'))
  database = await startEmbeddedPostgres({ home, isDurable: false })
  await migrateDatabase({ ownerUrl: database.ownerUrl, appRole: 'doclift_app' })
  doclift = await openTestInstallation({
    sandbox: { records: 300 },
    settings: { DATABASE_URL: database.appUrl, COPY_BATCH: '20', COPY_PARALLEL: '2' },
  })
})
afterAll(async () => {
  await doclift?.dispose()
  await removeEmbeddedPostgres(home)
  await rm(home, { recursive: true, force: true })
})

test('a database that goes away in the middle of a back-up stops it cleanly, and it goes on when it is back', async () => {
  await doclift.perform('inventory')
  const request = { operation: 'back_up' as const, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  const { run } = await doclift.services.planRun(request, doclift.actor)
  await untilSettled(run.id, 20)
  await database.stop()
  await wait(2_000)
  await expect(doclift.context.ports.tracking.ping()).rejects.toMatchObject({ code: 'database.unavailable' })
  database = await startEmbeddedPostgres({ home, isDurable: false })
  const { counts } = await doclift.follow(run.id)
  expect(counts.pending).toBe(0)
  expect(counts.outcomes.done).toBeGreaterThan(0.95 * counts.planned)
})

async function untilSettled(runId: string, items: number): Promise<void> {
  for (;;) {
    const counts = await doclift.context.ports.tracking.countsOf(runId)
    if (counts.planned > 0 && counts.planned - counts.pending >= items) return
    await wait(10)
  }
}
