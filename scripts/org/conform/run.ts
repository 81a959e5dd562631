import { randomBytes } from 'node:crypto'
import { cleanSentence } from '../../../server/adapters/salesforce/errors.ts'
import type { OrgConfig } from '../../../server/config.ts'
import type { Assumption } from '../../../server/domain/conform/assumption.ts'
import { ASSUMPTIONS } from '../../../server/domain/conform/assumptions.ts'
import type { CheckResult } from '../../../server/domain/conform/report.ts'
import { DocliftError } from '../../../server/domain/errors.ts'
import type { Clock } from '../../../server/ports/clock.ts'
import { CHECKS } from './checks.ts'
import type { Check, CheckContext } from './context.ts'
import { CannotTell, type Finding, NotOurs } from './finding.ts'
import { runMainJob } from './main-job.ts'
import { writeOddValues } from './odd-values.ts'
import type { OrgClient } from './org-client.ts'
import { readQueryPages } from './query-job.ts'
import { ScratchJobs } from './scratch-jobs.ts'
import { ScratchRecords } from './scratch-records.ts'

export interface RunOptions {
  client: OrgClient
  config: OrgConfig['salesforce']
  clock: Clock
  pollMs: number
  /** Ends the run early; what was created is removed all the same. */
  signal: AbortSignal
  /** Told of each result as it comes. */
  onResult(result: CheckResult): void
}

export interface RunResult {
  checks: CheckResult[]
  /** Ids, or the name of the Account, of what could not be removed. */
  leftBehind: string[]
}

/**
 * Makes records of its own in the org, checks every assumption with them, and removes them, whatever happens.
 * @throws the signal's reason when it was ended early
 */
export async function checkOrg(options: RunOptions): Promise<RunResult> {
  const mark = `${options.clock.now().toISOString()} ${randomBytes(4).toString('hex')}`
  const scratch = new ScratchRecords(options.client, options.config.names, mark)
  const jobs = new ScratchJobs(options.client, options.config.names, scratch)
  try {
    const whyNone = await tryCreate(scratch)
    const checks = await checkAll(contextOf(options, scratch, jobs, whyNone), options)
    return { checks, leftBehind: await remove(scratch, jobs) }
  } catch (error) {
    const leftBehind = await remove(scratch, jobs)
    throw leftBehind.length === 0
      ? error
      : new Error(`Not removed from the org: ${leftBehind.join(', ')}`, { cause: error })
  }
}

/** Without records of our own some checks can still be made. */
async function tryCreate(scratch: ScratchRecords): Promise<string | null> {
  try {
    await scratch.create()
    return null
  } catch (error) {
    return reasonOf(error)
  }
}

function contextOf(
  { client, config, clock, pollMs, signal }: RunOptions,
  scratch: ScratchRecords,
  jobs: ScratchJobs,
  whyNone: string | null,
): CheckContext {
  const context: CheckContext = {
    ...{ client, config, clock, pollMs, signal },
    get scratch() {
      if (whyNone !== null) throw new CannotTell(whyNone)
      return scratch
    },
    get jobs() {
      if (whyNone !== null) throw new CannotTell(whyNone)
      return jobs
    },
    oddValues: once(() => writeOddValues(context)),
    queryPages: once(async () => {
      // The values are there before they are read.
      await context.oddValues()
      return readQueryPages(context)
    }),
    mainJob: once(() => runMainJob(context)),
  }
  return context
}

async function checkAll(context: CheckContext, { signal, onResult }: RunOptions): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  for (const assumption of ASSUMPTIONS) {
    signal.throwIfAborted()
    const result = await checkOne(context, assumption)
    onResult(result)
    results.push(result)
  }
  return results
}

async function checkOne(context: CheckContext, { name, isReliedOn }: Assumption): Promise<CheckResult> {
  const { outcome, evidence } = await findingOf(context, (CHECKS as Readonly<Record<string, Check>>)[name])
  return { name, outcome: outcome === 'failed' && !isReliedOn ? 'differs' : outcome, evidence }
}

async function findingOf(context: CheckContext, check: Check | undefined): Promise<Finding> {
  if (!check) return { outcome: 'not-provoked', evidence: 'only the platform itself can bring it about' }
  try {
    return await check(context)
  } catch (error) {
    if (error instanceof NotOurs) throw error
    context.signal.throwIfAborted()
    return { outcome: 'inconclusive', evidence: reasonOf(error) }
  }
}

async function remove(scratch: ScratchRecords, jobs: ScratchJobs): Promise<string[]> {
  // The platform deletes a job that stays after seven days; the records would stay for ever.
  await jobs.remove().catch(() => undefined)
  try {
    return await scratch.remove()
  } catch (error) {
    return [`${scratch.accountName} (${reasonOf(error)})`]
  }
}

/** The words of what is known to say nothing secret; of anything else only what it is. */
function reasonOf(error: unknown): string {
  if (error instanceof CannotTell || error instanceof DocliftError) return cleanSentence(error.message)
  return `the answer was not understood (${error instanceof Error ? error.name : typeof error})`
}

/** Made by whoever asks first, and kept, a failure too. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
