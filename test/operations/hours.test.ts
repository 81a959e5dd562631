import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { parseHours } from '../../server/domain/hours/hours.ts'
import type { Run, RunState } from '../../server/domain/run/run.ts'
import { keepHours } from '../../server/operations/hours/keep-hours.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: 120 },
    settings: { COPY_BATCH: '20', COPY_PARALLEL: '2' },
  })
  await doclift.perform('inventory')
})
afterEach(async () => {
  await setHours(null)
  await keepHours(doclift.context)
})
afterAll(() => doclift.dispose())

/** Hours of a day that is neither today nor yesterday anywhere. */
function otherDay(times: string): string {
  const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
  return `${days[(new Date().getUTCDay() + 3) % 7]} ${times} UTC`
}

test('a back-up waits outside the hours with the time at which it goes on, and cannot be made to go on earlier', async () => {
  await setHours(otherDay('20:00-22:00'))
  const run = await start('back_up')
  const paused = await until(run.id, 'paused')
  expect(paused).toMatchObject({ stopCode: 'run.outside-hours', startedAt: null })
  expect(paused.stopSentence).toMatch(
    /^Files are copied only in these hours: \w{3} 20:00-22:00 UTC\. Nothing is lost\. It goes on by itself at \d{4}-\d\d-\d\d 20:00 UTC\.$/,
  )
  await expect(doclift.services.resumeRun(run.id, doclift.actor)).rejects.toMatchObject({
    code: 'run.outside-hours',
    message: expect.stringContaining('have an admin change copyHours'),
  })
  expect((await doclift.context.ports.tracking.countsOf(run.id)).outcomes.done).toBe(0)

  await setHours(otherDay('21:00-22:00'))
  await keepHours(doclift.context)
  const explained = await doclift.context.ports.tracking.getRun(run.id)
  expect(explained?.stopSentence).toMatch(/\w{3} 21:00-22:00 UTC.* at \d{4}-\d\d-\d\d 21:00 UTC\.$/)
  expect(await resumeAt(run.id)).toMatch(/T21:00:00/)

  await setHours('00:00-24:00 America/New_York')
  await Promise.all([keepHours(doclift.context), keepHours(doclift.context)])
  const { run: ended } = await doclift.follow(run.id)
  expect(ended).toMatchObject({ stopCode: null, stopSentence: null })
  expect(await told(run.id)).toEqual(['run.paused', 'run.resumed'])
})

test('hours that end while a back-up runs stop it between two files, and nothing is copied until they begin', async () => {
  await runSql(doclift.ownerUrl, `update file_records set copy_state = 'changed' where copy_state = 'verified'`)
  const run = await start('back_up')
  while ((await settled(run.id)) < 20) await wait(10)
  await setHours(otherDay('20:00-22:00'))
  await keepHours(doclift.context)
  expect(await doclift.context.ports.tracking.getRun(run.id)).toMatchObject({ state: 'paused' })
  await wait(1_500)
  const before = await settled(run.id)
  await wait(1_000)
  expect(await settled(run.id)).toBe(before)
  await setHours(null)
  await keepHours(doclift.context)
  expect((await doclift.follow(run.id)).counts.pending).toBe(0)
})

test('hours hold for verifying too, and not for reading the org', async () => {
  await setHours(otherDay('20:00-22:00'))
  const verify = await start('verify')
  await until(verify.id, 'paused')
  expect((await doclift.perform('inventory')).run.state).toBe('succeeded')
  await doclift.services.haltRun(verify.id, doclift.actor)
  await doclift.services.resumeRun(verify.id, doclift.actor)
  await until(verify.id, 'paused')
  await setHours(null)
  await keepHours(doclift.context)
  expect((await doclift.follow(verify.id)).counts.pending).toBe(0)
})

test('hours are kept as they are written, and what is none is refused', async () => {
  const items = await doclift.services.settings.changeSettings(
    { copyHours: 'mon-fri 20:00-06:00 europe/berlin' },
    doclift.actor,
  )
  const item = items.find(({ name }) => name === 'copyHours')
  expect(item).toMatchObject({
    name: 'copyHours',
    kind: 'hours',
    value: 'Mon-Fri 20:00-06:00 Europe/Berlin',
    least: null,
  })
  expect(parseHours(String(item?.value))).toMatchObject({ zone: 'Europe/Berlin' })
  for (const bad of ['tonight', '22:00-06:00', 8]) {
    await expect(doclift.services.settings.changeSettings({ copyHours: bad }, doclift.actor)).rejects.toMatchObject({
      code: 'settings.bad-value',
    })
  }
})

async function setHours(copyHours: string | null): Promise<void> {
  await doclift.services.settings.changeSettings({ copyHours }, doclift.actor)
}

async function start(operation: 'back_up' | 'verify'): Promise<Run> {
  const request = { operation, scope: { kind: 'everything' as const }, isDryRun: false, limits: {} }
  return (await doclift.services.planRun(request, doclift.actor)).run
}

async function until(runId: string, state: RunState): Promise<Run> {
  for (;;) {
    const run = await doclift.context.ports.tracking.getRun(runId)
    if (run?.state === state) return run
    await wait(50)
  }
}

async function settled(runId: string): Promise<number> {
  const { planned, pending } = await doclift.context.ports.tracking.countsOf(runId)
  return planned - pending
}

async function resumeAt(runId: string): Promise<string | undefined> {
  const sql = `select to_char(resume_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') as at from runs where id = ?`
  return (await runSql<{ at: string }>(doclift.ownerUrl, sql, [runId]))[0]?.at
}

async function told(runId: string): Promise<string[]> {
  const sql = `select kind from run_events where run_id = ? and kind in ('run.paused', 'run.resumed') order by number`
  return (await runSql<{ kind: string }>(doclift.ownerUrl, sql, [runId])).map(({ kind }) => kind)
}
