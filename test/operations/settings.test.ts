import { afterAll, beforeAll, expect, test } from 'vitest'
import { currentSettings } from '../../server/operations/current-settings.ts'
import { Bandwidth } from '../../server/operations/pace/bandwidth.ts'
import { followSettings } from '../../server/operations/pace/follow-settings.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

let doclift: TestInstallation

beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: 40 },
    settings: { COPY_PARALLEL: '8', SALESFORCE_API_SHARE_PERCENT: '70' },
    hasWorker: false,
  })
})
afterAll(() => doclift.dispose())

test('settings are those of the environment until others are set, and again when they are taken back', async () => {
  const { settings } = doclift.services
  expect(await currentSettings(doclift.context)).toEqual({
    apiSharePercent: 70,
    copyParallel: 8,
    catchUpEveryMinutes: 0,
    sideEffectsPer100Records: 10,
    copyHours: 'always',
    switchHours: 'always',
    copyMegabytesPerSecond: 0,
  })
  await settings.changeSettings({ copyParallel: 2, apiSharePercent: 60 }, doclift.actor)
  expect(doclift.context.pace.hosts.most).toBe(8)
  await followSettings(doclift.context)
  expect(doclift.context.pace.hosts.most).toBe(2)
  await settings.changeSettings({ apiSharePercent: null, copyParallel: null }, doclift.actor)
  expect(await currentSettings(doclift.context)).toMatchObject({ apiSharePercent: 70, copyParallel: 8 })
})

test('one of several workers keeps to its part of what is set', async () => {
  const { context } = doclift
  const second = { ...context, pace: { ...context.pace, worker: { number: 2, of: 4 } } }
  await doclift.services.settings.changeSettings({ copyParallel: 5, copyMegabytesPerSecond: 8 }, doclift.actor)
  const allowed: number[] = []
  const bandwidth = new Bandwidth(context.ports.clock, 0)
  bandwidth.allow = (megabytes) => void allowed.push(megabytes)
  await followSettings({ ...second, pace: { ...second.pace, bandwidth } })
  expect(context.pace.hosts.most).toBe(1)
  expect(allowed).toEqual([2])
  await doclift.services.settings.changeSettings({ copyParallel: null, copyMegabytesPerSecond: null }, doclift.actor)
})

test('each change is audited with the old and the new value, and one that changes nothing is not', async () => {
  const { settings } = doclift.services
  await settings.changeSettings({ apiSharePercent: 55 }, doclift.actor)
  await settings.changeSettings({ apiSharePercent: 55 }, doclift.actor)
  await settings.changeSettings({ apiSharePercent: 45 }, doclift.actor)
  const entries = await runSql<{ actor_id: string; detail: object }>(
    doclift.ownerUrl,
    `select actor_id, detail from audit_entries where action = 'settings.changed' and subject = 'apiSharePercent'
     order by number desc limit 2`,
  )
  expect(entries).toEqual([
    { actor_id: doclift.actor.id, detail: { old: 55, new: 45 } },
    { actor_id: doclift.actor.id, detail: { old: null, new: 55 } },
  ])
})

test.for([
  ['apiSharePercent', 0],
  ['apiSharePercent', 101],
  ['copyParallel', 0],
  ['catchUpEveryMinutes', 1.5],
] as const)('%s is refused with %d, in words that say its range', async ([name, value]) => {
  const change = doclift.services.settings.changeSettings({ [name]: value }, doclift.actor)
  await expect(change).rejects.toMatchObject({
    code: 'settings.bad-value',
    message: expect.stringMatching(/from \d+ to \d+/),
  })
})
