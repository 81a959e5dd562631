import { createHash } from 'node:crypto'
import { planRollBackItem } from '../domain/rollback/plan.ts'
import { cutBatches } from '../domain/run/batches.ts'
import { planCopyItem, planVerifyItem } from '../domain/run/copy-plan.ts'
import { formatPlanLine } from '../domain/run/plan-hash.ts'
import { type Run, writesToOrg } from '../domain/run/run.ts'
import { planSwitchItem } from '../domain/switch/plan.ts'
import type { PlanItem } from '../ports/tracking/runs.ts'
import { predictRun } from './analysis/predict-run.ts'
import type { Context } from './context.ts'
import { evaluateGate } from './evaluate-gate.ts'
import { exportBeforeImages } from './export-before-images.ts'
import { planInventory } from './inventory.ts'

const PAGE_RECORDS = 2_000

/**
 * Plans a run: every record of its scope becomes an item with its old and new value, or is named with the reason why it
 * is left out. The plan hash comes last, so a planner that died half-way leaves a run that is simply planned again.
 */
export async function buildPlan(context: Context, run: Run, signal: AbortSignal): Promise<void> {
  const { tracking, clock } = context.ports
  await tracking.discardPlan(run.id)
  if (run.operation === 'inventory') {
    if (run.isDryRun) await planInventory(context, run, signal)
  } else {
    await addItems(context, run, signal)
  }
  if (run.operation === 'switch') await proveSwitch(context, run)
  await predictRun(context, run)
  const parts = cutBatches(await tracking.plannedAccounts(run.id), batchItems(context, run))
  await tracking.completePlan(run.id, { planHash: await hashOfPlan(context, run.id), parts, at: clock.now() })
}

/** The evidence for a switch: before-images exported first (a dry run writes no object), then every probe of the gate. */
async function proveSwitch(context: Context, run: Run): Promise<void> {
  if (!run.isDryRun) await exportBeforeImages(context, run.id)
  await evaluateGate(context, run)
}

async function addItems(context: Context, run: Run, signal: AbortSignal): Promise<void> {
  const limit = limiter(run.limits.firstRecords)
  for await (const page of plannedPages(context, run)) {
    signal.throwIfAborted()
    await context.ports.tracking.addPlanItems(run.id, page.map(limit))
  }
}

/** Names every planned record beyond the first N as left out. */
function limiter(firstRecords: number | undefined): (item: PlanItem) => PlanItem {
  let planned = 0
  return (item) => {
    if (item.leftOutReason !== null || firstRecords === undefined) return item
    planned += 1
    return planned <= firstRecords ? item : { ...item, leftOutReason: 'beyond-limit' }
  }
}

async function* plannedPages(context: Context, run: Run): AsyncIterable<PlanItem[]> {
  const { tracking } = context.ports
  switch (run.operation) {
    case 'back_up':
      for await (const page of tracking.copyCandidates(run.scope, PAGE_RECORDS)) yield page.map(planCopyItem)
      return
    case 'verify':
      for await (const page of tracking.copyCandidates(run.scope, PAGE_RECORDS)) yield page.map(planVerifyItem)
      return
    case 'switch':
      yield* switchPages(context, run)
      return
    case 'roll_back':
      for await (const page of tracking.rollBackCandidates(run.scope, PAGE_RECORDS)) {
        yield page.map((subject) => planRollBackItem(subject, run.scope))
      }
      return
    case 'inventory':
    case 'analyse':
      return
  }
}

async function* switchPages(context: Context, run: Run): AsyncIterable<PlanItem[]> {
  const field = await context.urlField()
  for await (const page of context.ports.tracking.switchCandidates(run.scope, PAGE_RECORDS)) {
    yield page.map((candidate) => planSwitchItem(candidate, context.settings.url, field))
  }
}

function batchItems({ settings }: Context, run: Run): number {
  return writesToOrg(run.operation) ? settings.switching.batchItems : settings.copy.batchItems
}

async function hashOfPlan({ ports }: Context, runId: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const page of ports.tracking.planLines(runId, PAGE_RECORDS)) {
    for (const line of page) hash.update(formatPlanLine(line))
  }
  return hash.digest('hex')
}
