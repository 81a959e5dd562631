import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatStatus } from '../../server/commands/status.ts'
import { readConfig } from '../../server/config.ts'
import { startWorker } from '../../server/jobs/worker.ts'
import type { Context } from '../../server/operations/context.ts'
import { readStatus } from '../../server/operations/read-status.ts'
import { scheduleArchived } from '../../server/operations/schedule-archived.ts'
import { type Installation, openInstallation } from '../../server/wiring.ts'
import { followRun, openTestInstallation, silentLog, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

const RESTORE_SECONDS = 2
const DAY_MS = 86_400_000

/** What is archived at the vendor, from the first back-up on; each test goes on from the one before. */
describe('a document that is archived at its source', () => {
  let doclift: TestInstallation
  /** The same installation after a restart. */
  let restarted: Installation
  let archived: string[]

  beforeAll(async () => {
    doclift = await openTestInstallation({
      sandbox: { records: 220, seed: 'zoo', zoo: true, restoreAfterSeconds: RESTORE_SECONDS },
      hasWorker: false,
    })
    restarted = await openInstallation(readConfig(doclift.settings), silentLog)
    const worker = await startWorker(doclift.context)
    await doclift.perform('inventory')
    const zoo = await doclift.sandbox.control.zoo()
    archived = zoo.filter(({ id }) => id === 'archived' || id === 'never-restored').flatMap((kind) => kind.recordIds)
    await doclift.perform('back_up', { scope: { kind: 'records', recordIds: archived } })
    await worker.stop(5_000)
    await doclift.close()
  })
  afterAll(async () => {
    await restarted.close()
    await doclift.dispose()
  })

  const ledger = () => restarted.context.ports.tracking
  const backUps = async () => (await ledger().listRuns({ limit: 50, operation: 'back_up' })).items
  const rows = <Row extends object>(sql: string) => runSql<Row>(doclift.ownerUrl, sql)

  /** The installation when this time has passed. */
  function inTime(milliseconds: number): Context {
    const { context } = restarted
    const clock = { ...context.ports.clock, now: () => new Date(Date.now() + milliseconds) }
    return { ...context, ports: { ...context.ports, clock } }
  }

  test('leaves its back-up partially done, with its list, and waits for as long as the source said', async () => {
    const [run] = await backUps()
    expect(run).toMatchObject({ state: 'partially_succeeded' })
    const { items } = await ledger().listRunItems(run?.id ?? '', { limit: 200, code: 'source.archived' })
    expect(items.map(({ recordId, outcome }) => [recordId, outcome])).toEqual(
      archived.toSorted().map((recordId) => [recordId, 'withdrawn']),
    )
    expect(await scheduleArchived(inTime(30_000))).toBe(false)
  })

  test('is told in the overview with when it is asked about again', async () => {
    const status = await readStatus(restarted.services)
    expect(status.archived).toBe(
      `${archived.length} documents are archived at the source. Doclift asks again by itself.`,
    )
    expect(formatStatus(status)).toContain(`The next question is due at ${status.overview.nextQuestionAt}.`)
  })

  test('is asked about again after a restart, by one of all that look, in a back-up of exactly these', async () => {
    await wait(RESTORE_SECONDS * 1_000)
    const made = await Promise.all(Array.from({ length: 6 }, () => scheduleArchived(inTime(70_000))))
    expect(made.filter(Boolean)).toHaveLength(1)
    const [run] = await backUps()
    expect(run).toMatchObject({ createdBy: 'doclift', scope: { kind: 'records', recordIds: archived.toSorted() } })
    expect(await scheduleArchived(inTime(DAY_MS))).toBe(false)
    const worker = await startWorker(restarted.context)
    const { counts } = await followRun(restarted, run?.id ?? '')
    await worker.stop(5_000)
    expect(counts.outcomes).toMatchObject({ done: archived.length - 1, withdrawn: 1 })
  })

  test('that stays archived is asked about ever later, and is due again all the same', async () => {
    const due = () =>
      rows<{ answers: number; minutes: number }>(
        `select archived_answers as answers, round(extract(epoch from ask_again_at - failed_at) / 60)::int as minutes
       from file_records where copy_state = 'restoring'`,
      )
    expect(await due()).toEqual([{ answers: 2, minutes: 2 }])
    expect(await scheduleArchived(inTime(DAY_MS))).toBe(true)
    expect((await backUps())[0]?.scope).toMatchObject({ recordIds: [expect.any(String)] })
  })

  test('is not asked about while the run before is unfinished, and not sooner when that came to nothing', async () => {
    expect(await scheduleArchived(inTime(2 * DAY_MS))).toBe(false)
    const [run] = await backUps()
    await ledger().endRun(run?.id ?? '', 'failed', new Date())
    expect(await scheduleArchived(inTime(DAY_MS))).toBe(false)
    expect(await scheduleArchived(inTime(DAY_MS + 3_700_000))).toBe(true)
  })

  test('is left alone where test mode allows dry runs only, or other Accounts', async () => {
    const [run] = await backUps()
    await ledger().endRun(run?.id ?? '', 'failed', new Date())
    const inTestMode = (testMode: Partial<NonNullable<Context['settings']['testMode']>>): Context => {
      const context = inTime(3 * DAY_MS)
      const none = { accountIds: [], mostRecords: null, isDryRunOnly: false }
      return { ...context, settings: { ...context.settings, testMode: { ...none, ...testMode } } }
    }
    expect(await scheduleArchived(inTestMode({ isDryRunOnly: true }))).toBe(false)
    expect(await scheduleArchived(inTestMode({ accountIds: ['001000000000001AAA'] }))).toBe(false)
    expect(await scheduleArchived(inTestMode({ mostRecords: 1 }))).toBe(true)
  })
})
