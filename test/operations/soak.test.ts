import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import type { Run } from '../../server/domain/run/run.ts'
import { startWorker, type Worker } from '../../server/jobs/worker.ts'
import { type Installation, openInstallation } from '../../server/wiring.ts'
import { openTestInstallation, silentLog, type TestInstallation } from '../support/installation.ts'
import { runSql } from '../support/sql.ts'

let doclift: TestInstallation
let started: { installation: Installation; worker: Worker } | undefined

beforeAll(async () => {
  doclift = await openTestInstallation({
    sandbox: { records: 200 },
    settings: { SWITCH_COHORT_PERCENTAGES: '50', SWITCH_SOAK_MINUTES: '30' },
  })
  await doclift.perform('inventory')
  await doclift.perform('back_up')
})
afterAll(async () => {
  await started?.worker.stop(5_000)
  await started?.installation.close()
  await doclift.dispose()
})

/** A new process on the same ledger. */
async function startAnew(): Promise<void> {
  const installation = await openInstallation(readConfig(doclift.settings), silentLog)
  await installation.bind()
  started = { installation, worker: await startWorker(installation.context) }
}

async function untilSoaking(runId: string): Promise<Run> {
  for (;;) {
    const run = await doclift.context.ports.tracking.getRun(runId)
    if (run?.state === 'paused') return run
    await wait(50)
  }
}

const cohortsOf = async (run: Run) => (await doclift.services.safeguardsOf(run)).cohorts

/** As if the run had rested for so long already. */
async function letPass(run: Run, minutes: number): Promise<void> {
  const earlier = `- make_interval(mins => ${minutes})`
  await runSql(doclift.ownerUrl, `update cohorts set ended_at = ended_at ${earlier} where run_id = ?`, [run.id])
  await runSql(doclift.ownerUrl, `update runs set resume_at = resume_at ${earlier} where id = ?`, [run.id])
}

test('a switch rests after a cohort for as long as its plan says, whatever is done to it, and then goes on by itself', async () => {
  const { run } = await doclift.perform('switch')
  const [first, second] = await cohortsOf(run)
  expect([first, second]).toMatchObject([
    { number: 1, percentage: 50, soakMinutes: 30, state: 'waiting', soaksUntil: null },
    { number: 2, percentage: 100, soakMinutes: 0, state: 'waiting', soaksUntil: null },
  ])
  const { predicted } = await doclift.services.analysis.forecastOfRun(run.id)
  expect(Math.floor(predicted.seconds / 1_800)).toBe(1)
  await doclift.services.approveRun(run.id, run.planHash ?? '', doclift.actor)
  const paused = await untilSoaking(run.id)
  expect(paused.stopCode).toBe('switch.soaking')
  const [soaking, waiting] = await cohortsOf(paused)
  expect([soaking?.state, waiting?.state]).toEqual(['soaking', 'waiting'])
  const until = soaking?.soaksUntil?.slice(0, 16).replace('T', ' ')
  expect(paused.stopSentence).toContain(`${first?.records} records. Look at them`)
  expect(paused.stopSentence).toContain(`begins by itself at ${until} UTC`)
  const settled = async () => (await doclift.services.tracking.countsOf(run.id)).outcomes.done
  expect(await settled()).toBe(first?.records)

  const early = doclift.services.resumeRun(run.id, doclift.actor)
  await expect(early).rejects.toMatchObject({ code: 'run.soaking' })

  await doclift.worker?.stop(5_000)
  await startAnew()
  await doclift.services.haltRun(run.id, doclift.actor)
  await doclift.services.resumeRun(run.id, doclift.actor)
  const again = await untilSoaking(run.id)
  expect(again.stopSentence).toBe(paused.stopSentence)
  expect(await settled()).toBe(first?.records)

  await letPass(run, 31)
  const { run: ended, counts } = await doclift.follow(run.id)
  expect([ended.state, counts.outcomes.done]).toEqual(['succeeded', (first?.records ?? 0) + (second?.records ?? 0)])
  expect((await cohortsOf(ended)).map(({ state }) => state)).toEqual(['done', 'done'])
})

test('a switch that rests can be rolled back at once', async () => {
  const everything = await doclift.perform('roll_back')
  const { items } = await doclift.services.tracking.listRecords({ limit: 200, state: 'rolled_back' })
  expect(items).toHaveLength(everything.counts.outcomes.done)
  for (const { recordId } of items) await doclift.services.rollback.releaseRecord(recordId, doclift.actor)
  const { run } = await doclift.perform('switch')
  await doclift.services.approveRun(run.id, run.planHash ?? '', doclift.actor)
  await untilSoaking(run.id)
  const first = doclift.services.rollback.rollBackRun(run.id, doclift.actor)
  await expect(first).rejects.toMatchObject({ code: 'rollback.run-not-ended' })
  const { counts } = await doclift.follow(run.id)
  expect(counts.outcomes.withdrawn).toBeGreaterThan(0)
  const { run: rollback } = await doclift.services.rollback.rollBackRun(run.id, doclift.actor)
  expect((await doclift.follow(rollback.id)).counts.outcomes.done).toBe(counts.outcomes.done)
})
