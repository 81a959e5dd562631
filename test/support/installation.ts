import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { inject } from 'vitest'
import { serviceSettings } from '../../scripts/demo/settings.ts'
import { readConfig } from '../../server/config.ts'
import type { Actor, Operation, Run, RunCounts, RunLimits, Scope } from '../../server/domain/run/run.ts'
import { startWorker, type Worker } from '../../server/jobs/worker.ts'
import type { Log } from '../../server/ports/log.ts'
import { type Installation, openInstallation } from '../../server/wiring.ts'
import { type Sandbox, type SandboxSettings, startSandbox } from '../sandbox/client.ts'
import { createTestDatabase } from './database.ts'
import { endsWithin } from './ends-within.ts'

/** A whole installation in this process, on a sandbox of its own and a database of its own. */
export interface TestInstallation extends Installation {
  sandbox: Sandbox
  settings: Record<string, string>
  databaseUrl: string
  ownerUrl: string
  worker: Worker | undefined
  actor: Actor
  /** Creates a run and waits until it has ended, or until it waits for its approval. */
  perform(operation: Operation, options?: Asked): Promise<RunEnd>
  /** Approves a planned switch and waits until it has ended. */
  approve(runId: string): Promise<RunEnd>
  follow(runId: string): Promise<RunEnd>
  dispose(): Promise<void>
}

/** What a run is asked for; everything and without limits when left out. */
export interface Asked extends RunLimits {
  scope?: Scope
  isDryRun?: boolean
}

export interface RunEnd {
  run: Run
  counts: RunCounts
}

/**
 * The sandbox plants a document of 64 MiB and two of 12 MB, which are most of the bytes of a back-up; no other is larger than
 * this. A test about objects in parts asks for `WITH_DOCUMENTS_IN_PARTS`.
 */
const LARGEST_DOCUMENT_BYTES = 3_000_000
export const WITH_DOCUMENTS_IN_PARTS = { largestDocumentBytes: 64 * 1024 * 1024 }

const EVERYTHING: Scope = { kind: 'everything' }
const WAITING_FOR_A_PERSON = ['succeeded', 'partially_succeeded', 'failed', 'halted']

/** Log lines of a test are shown only when asked for by the environment. */
export const silentLog: Log = process.env.TEST_LOG
  ? { info: console.error, warn: console.error, error: console.error }
  : { info() {}, warn() {}, error() {} }

/** Starts sandbox, database, installation and (unless told otherwise) its worker. */
export async function openTestInstallation(options: {
  sandbox?: Partial<SandboxSettings>
  settings?: Record<string, string>
  hasWorker?: boolean
  log?: Log
}): Promise<TestInstallation> {
  const home = await mkdtemp(join(tmpdir(), 'doclift-test-'))
  const sandbox = await startSandbox({
    home: join(home, 'sandbox'),
    records: 200,
    seed: 'test',
    jobDelayMs: 20,
    largestDocumentBytes: LARGEST_DOCUMENT_BYTES,
    ...options.sandbox,
  })
  const database = await createTestDatabase()
  const settings = {
    ...(await serviceSettings(home, sandbox.info)),
    DATABASE_URL: database.appUrl,
    DOUBT_SECONDS: '1',
    // What it asks of org and store would be counted among what a test does.
    HOUSEKEEPING_EVERY_MINUTES: '0',
    ...options.settings,
  }
  const installation = await openInstallation(readConfig(settings), options.log ?? silentLog)
  await installation.bind()
  const worker = options.hasWorker === false ? undefined : await startWorker(installation.context)
  const actor: Actor = { id: 'cli:test@host', role: 'admin' }
  const ends = (what: string, ending: Promise<void> | undefined) =>
    endsWithin(what, ending, inject('testCluster').adminUrl)
  const follow = (runId: string) => followRun(installation, runId)
  return {
    ...installation,
    sandbox,
    settings,
    databaseUrl: database.appUrl,
    ownerUrl: database.ownerUrl,
    worker,
    actor,
    follow,
    async perform(operation, { scope = EVERYTHING, isDryRun = false, ...limits } = {}) {
      const { run } = await installation.services.planRun({ operation, scope, isDryRun, limits }, actor)
      return follow(run.id)
    },
    async approve(runId) {
      const run = await installation.context.ports.tracking.getRun(runId)
      await installation.services.approveRun(runId, run?.planHash ?? '', actor)
      return follow(runId)
    },
    async dispose() {
      await ends('a worker', worker?.stop(5_000))
      await ends('an installation', installation.close())
      // What it keeps is deleted, so it need not end in order.
      await ends('a sandbox', sandbox.kill())
      await ends('its database', database.drop())
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Waits until nothing more happens to a run without a person: it ended, or it is a planned switch. */
export async function followRun({ context }: Installation, runId: string): Promise<RunEnd> {
  const { tracking } = context.ports
  for (;;) {
    const run = await tracking.getRun(runId)
    if (!run) throw new Error(`There is no run ${runId}.`)
    const isWaiting = run.state === 'planned' && run.planHash !== null && run.operation === 'switch' && !run.isDryRun
    if (isWaiting || WAITING_FOR_A_PERSON.includes(run.state)) return { run, counts: await tracking.countsOf(runId) }
    await wait(50)
  }
}
