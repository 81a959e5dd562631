import { createHash } from 'node:crypto'
import { planRollBackItem } from '../domain/rollback/plan.ts'
import { type AccountItems, type BatchPart, cutBatches } from '../domain/run/batches.ts'
import { planCopyItem, planVerifyItem } from '../domain/run/copy-plan.ts'
import { type Limited, type Limiter, limiterOf } from '../domain/run/limits.ts'
import { formatPlanLine } from '../domain/run/plan-hash.ts'
import { type Run, readsTheOrg, writesToOrg } from '../domain/run/run.ts'
import { type Cohort, cutCohortBatches, cutCohorts, formatCohortLine } from '../domain/switch/cohorts.ts'
import { planSwitchItem } from '../domain/switch/plan.ts'
import { type DrawnSample, drawSample, NOT_IN_SAMPLE, placeInDraw } from '../domain/verification/sample.ts'
import { levelOf } from '../domain/verification/verification.ts'
import type { PlanItem } from '../ports/tracking/runs.ts'
import { predictRun } from './analysis/predict-run.ts'
import { planCatchUp } from './catch-up.ts'
import type { Context } from './context.ts'
import { evaluateGate } from './evaluate-gate.ts'
import { planInventory } from './inventory.ts'
import { issueLinks } from './links/issue-links.ts'
import { requireRoom, toGoOn } from './require-room.ts'
import { exportBeforeImages, tryExportBeforeImages } from './restore/export-before-images.ts'

const PAGE_RECORDS = 2_000

/**
 * Plans a run: every record of its scope becomes an item with its old and new value, or is named with the reason why it
 * is left out. The plan hash comes last, so a planner that died half-way, or had to wait for the org, leaves a run that is
 * simply planned again.
 * @throws FatalError `salesforce.daily-limit`, `salesforce.share-used`; the run pauses
 */
export async function buildPlan(context: Context, run: Run, signal: AbortSignal): Promise<void> {
  const { tracking, clock } = context.ports
  await tracking.discardPlan(run.id)
  const sampledFrom = await addPlan(context, run, signal)
  const accounts = await tracking.plannedAccounts(run.id)
  const cohorts = run.operation === 'switch' ? cutCohorts(accounts, context.settings.switching.cohorts) : []
  const planHash = await hashOfPlan(context, run.id, cohorts)
  await exportFor(context, { ...run, planHash }, signal)
  if (run.operation === 'switch') await evaluateGate(context, run)
  await predictRun(context, run, cohorts)
  const parts = cutInto(batchItems(context, run), accounts, cohorts)
  await tracking.completePlan(run.id, { planHash, parts, cohorts, sampledFrom, at: clock.now() })
}

/** @returns how many records a sample was drawn from; null without one */
async function addPlan(context: Context, run: Run, signal: AbortSignal): Promise<number | null> {
  if (!readsTheOrg(run.operation)) return await addItems(context, run, signal)
  if (run.isDryRun) await planReading(context, run, signal)
  return null
}

async function planReading(context: Context, run: Run, signal: AbortSignal): Promise<void> {
  await requireRoom(context, { runId: run.id, operation: run.operation, needed: toGoOn(run.operation) })
  await (run.operation === 'inventory' ? planInventory : planCatchUp)(context, run, signal)
}

/** Before-images come before the evidence of the gate, which asks for them. A dry run writes no object. */
async function exportFor(context: Context, run: Run & { planHash: string }, signal: AbortSignal): Promise<void> {
  if (run.isDryRun) return
  if (run.operation === 'switch') await exportBeforeImages(context, run)
  if (run.operation === 'roll_back') await tryExportBeforeImages(context, run, signal)
}

async function addItems(context: Context, run: Run, signal: AbortSignal): Promise<number | null> {
  const sample = run.verification?.sample
  const drawn = sample ? drawSample(sample, run.id, await placesOf(context, run, signal)) : null
  for await (const page of limitedPages(context, run, signal)) {
    await context.ports.tracking.addPlanItems(run.id, drawn ? page.map((item) => sampled(item, drawn)) : page)
  }
  return drawn?.of ?? null
}

/** The items of a plan before its sample. */
async function* limitedPages(context: Context, run: Run, signal: AbortSignal): AsyncIterable<PlanItem[]> {
  const limit = limiterOf(run.limits, context.settings.testMode)
  for await (const page of plannedPages(context, run)) {
    signal.throwIfAborted()
    yield page.map((candidate) => limited(candidate, limit))
  }
}

/** The run is the seed, so a planner that takes over draws the same records. */
async function placesOf(context: Context, run: Run, signal: AbortSignal): Promise<number[]> {
  const places: number[] = []
  for await (const page of limitedPages(context, run, signal)) {
    for (const item of page) if (item.leftOutReason === null) places.push(placeInDraw(run.id, item.recordId))
  }
  return places
}

function sampled(item: PlanItem, drawn: DrawnSample): PlanItem {
  if (item.leftOutReason !== null || drawn.has(item.recordId)) return item
  return { ...item, leftOutReason: NOT_IN_SAMPLE }
}

/** A record with its item as the plan of its operation has it, before limits. */
interface Candidate {
  subject: Limited
  item: PlanItem
}

/** A reason that the plan has found by itself stands before those of limits. */
function limited({ subject, item }: Candidate, limit: Limiter): PlanItem {
  return item.leftOutReason === null ? { ...item, leftOutReason: limit(subject) } : item
}

async function* plannedPages(context: Context, run: Run): AsyncIterable<Candidate[]> {
  const { tracking } = context.ports
  const { scope } = run
  switch (run.operation) {
    case 'back_up':
      return yield* candidates(tracking.copyCandidates(scope, PAGE_RECORDS), planCopyItem)
    case 'verify':
      return yield* candidates(tracking.copyCandidates(scope, PAGE_RECORDS), (subject) =>
        planVerifyItem(subject, levelOf(run)),
      )
    case 'switch':
      return yield* switchPages(context, run)
    case 'roll_back':
      return yield* candidates(tracking.rollBackCandidates(scope, PAGE_RECORDS), (subject) =>
        planRollBackItem(subject, scope),
      )
    case 'inventory':
    case 'catch_up':
    case 'analyse':
      return
  }
}

async function* switchPages(context: Context, run: Run): AsyncIterable<Candidate[]> {
  const field = await context.urlField()
  for await (const page of context.ports.tracking.switchCandidates(run.scope, PAGE_RECORDS)) {
    const items = page.map((candidate) => planSwitchItem(candidate, context.settings.url, field))
    await issueLinks(context, page, items)
    yield page.map((subject, index) => ({ subject, item: items[index] as PlanItem }))
  }
}

async function* candidates<Subject extends Limited>(
  pages: AsyncIterable<Subject[]>,
  plan: (subject: Subject) => PlanItem,
): AsyncIterable<Candidate[]> {
  for await (const page of pages) {
    yield page.map((subject) => ({ subject, item: plan(subject) }))
  }
}

function batchItems({ settings }: Context, run: Run): number {
  return writesToOrg(run.operation) ? settings.switching.batchItems : settings.copy.batchItems
}

/** No batch is of two cohorts. */
function cutInto(maxItems: number, accounts: readonly AccountItems[], cohorts: readonly Cohort[]): BatchPart[] {
  return cohorts.length === 0 ? cutBatches(accounts, maxItems) : cutCohortBatches(cohorts, maxItems)
}

async function hashOfPlan({ ports }: Context, runId: string, cohorts: readonly Cohort[]): Promise<string> {
  const hash = createHash('sha256')
  for await (const page of ports.tracking.planLines(runId, PAGE_RECORDS)) {
    for (const line of page) hash.update(formatPlanLine(line))
  }
  for (const cohort of cohorts) hash.update(formatCohortLine(cohort))
  return hash.digest('hex')
}
