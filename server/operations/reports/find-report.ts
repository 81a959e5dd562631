import { PermanentError } from '../../domain/errors.ts'
import { ACCOUNT_COLUMNS } from '../../domain/report/account-report.ts'
import { COVERAGE_COLUMNS } from '../../domain/report/coverage-report.ts'
import { DRIFT_COLUMNS } from '../../domain/report/drift-report.ts'
import { FAILURE_COLUMNS } from '../../domain/report/failure-report.ts'
import { OUT_OF_SCOPE_COLUMNS } from '../../domain/report/out-of-scope-report.ts'
import { PLAN_COLUMNS, toPlanReportRow } from '../../domain/report/plan-report.ts'
import type { ReportFormat, ReportSelection } from '../../domain/report/report.ts'
import { RUN_COLUMNS } from '../../domain/report/run-report.ts'
import { SIDE_EFFECT_COLUMNS, toSideEffectRows } from '../../domain/report/side-effect-report.ts'
import { requireItems } from '../../domain/run/archive.ts'
import { type Run, writesToOrg } from '../../domain/run/run.ts'
import type { CensusStore } from '../../ports/tracking/censuses.ts'
import type { InstallationStore } from '../../ports/tracking/installation.ts'
import type { ReadStore } from '../../ports/tracking/reads.ts'
import type { ReportStore } from '../../ports/tracking/reports.ts'
import type { RunStore } from '../../ports/tracking/runs.ts'
import { sideEffectsIn } from '../census/read-side-effects.ts'
import {
  type BeforeImagesSite,
  describeBeforeImages,
  formatDescription,
  type PlannedRun,
  readBeforeImages,
} from '../restore/before-images.ts'
import { formatRows, formatWholeRows } from './format-rows.ts'

/** A report that can be read; nothing was read yet. */
export interface FoundReport {
  /** Of the file, without its extension. */
  name: string
  /** Of the JSON lines, where they are something else. */
  jsonExtension?: string
  read(format: ReportFormat): AsyncGenerator<string, void, undefined>
}

type PlanLedger = Pick<RunStore, 'planLines'>
type ReportLedger = PlanLedger &
  ReportStore &
  Pick<ReadStore, 'getAccount'> &
  Pick<CensusStore, 'censusesOf'> &
  Pick<RunStore, 'getRun'> &
  Pick<InstallationStore, 'readBinding'>

const ROWS_PER_PAGE = 1_000
/** After this long it is worth asking for a plan again. */
const PLANNING_MS = 2_000

/**
 * Finds what a report is about.
 * @throws PermanentError `run.not-found`, `run.not-planned`, `run.no-before-images`, `run.items-archived`, `account.not-found`
 */
export async function findReport(
  tracking: ReportLedger,
  selection: ReportSelection,
  site: BeforeImagesSite,
): Promise<FoundReport> {
  switch (selection.report) {
    case 'run':
      return runReport(tracking, await findRun(tracking, selection.id))
    case 'plan':
      return planReport(tracking, await findRun(tracking, selection.id))
    case 'before-images':
      return beforeImagesReport(tracking, await findRun(tracking, selection.id), site)
    case 'side-effects':
      return sideEffectsReport(tracking, await findRun(tracking, selection.id))
    case 'account':
      return await accountReport(tracking, selection.id)
    case 'overview':
      return {
        name: 'overview-report',
        read: (format) => formatWholeRows(tracking.coverageReport(ROWS_PER_PAGE), COVERAGE_COLUMNS, format),
      }
    case 'failures':
      return {
        name: 'failures-report',
        read: (format) => formatWholeRows(tracking.failureReport(ROWS_PER_PAGE), FAILURE_COLUMNS, format),
      }
    case 'out-of-scope':
      return {
        name: 'out-of-scope-report',
        read: (format) => formatWholeRows(tracking.outOfScopeReport(ROWS_PER_PAGE), OUT_OF_SCOPE_COLUMNS, format),
      }
    case 'drift':
      return {
        name: 'drift-report',
        read: (format) => formatWholeRows(tracking.driftReport(ROWS_PER_PAGE), DRIFT_COLUMNS, format),
      }
  }
}

/**
 * The plan of a run as a report. It is frozen, so it needs no snapshot, and its hash proves that it is whole.
 * @throws PermanentError `run.not-planned` while it is being made, `run.items-archived`
 */
export function planReport(tracking: PlanLedger, run: Run): FoundReport {
  requirePlan(run)
  requireItems(run)
  return {
    name: `plan-${run.number}`,
    read: (format) => formatRows(planRows(tracking, run.id), PLAN_COLUMNS, format),
  }
}

/**
 * The values that a run would overwrite or has overwritten, as the file that Data Loader loads; as JSON, what that file is.
 * @throws PermanentError `run.no-before-images`, `run.not-planned`, `run.items-archived`
 */
function beforeImagesReport(tracking: ReportLedger, run: Run, site: BeforeImagesSite): FoundReport {
  if (!writesToOrg(run.operation)) {
    const message = `Run ${run.number} does ${run.operation}, which writes nothing to Salesforce. Ask for a switch or a rollback.`
    throw new PermanentError('run.no-before-images', message)
  }
  const planned = { ...run, planHash: requirePlan(run) }
  requireItems(run)
  return {
    name: `before-images-${run.number}`,
    jsonExtension: 'json',
    read: (format) => (format === 'csv' ? csvOf(tracking, run.id, site) : descriptionOf(tracking, planned, site)),
  }
}

async function* csvOf(tracking: ReportLedger, runId: string, { urlField }: BeforeImagesSite) {
  for await (const { text } of readBeforeImages(tracking, runId, urlField)) yield text
}

async function* descriptionOf(tracking: ReportLedger, run: PlannedRun, site: BeforeImagesSite) {
  yield formatDescription(await describeBeforeImages(tracking, run, site))
}

function requirePlan(run: Run): string {
  if (run.planHash !== null) return run.planHash
  const message = `Run ${run.number} is still being planned. Try again in some seconds.`
  throw new PermanentError('run.not-planned', message, { retryAfterMs: PLANNING_MS })
}

/** @throws PermanentError `run.items-archived` */
function runReport(tracking: ReportStore, run: Run): FoundReport {
  requireItems(run)
  return {
    name: `run-${run.number}-report`,
    read: (format) => formatWholeRows(tracking.runReport(run.id, ROWS_PER_PAGE), RUN_COLUMNS, format),
  }
}

/** Empty for a run that sets nothing off, or was not counted yet. */
function sideEffectsReport(tracking: Pick<CensusStore, 'censusesOf'>, run: Run): FoundReport {
  return {
    name: `side-effects-${run.number}`,
    read: (format) => formatWholeRows(sideEffectRows(tracking, run.id), SIDE_EFFECT_COLUMNS, format),
  }
}

async function* sideEffectRows(tracking: Pick<CensusStore, 'censusesOf'>, runId: string) {
  const counts = sideEffectsIn(await tracking.censusesOf(runId))
  yield counts.flatMap((census, index) => toSideEffectRows(index + 1, census))
}

async function accountReport(tracking: ReportLedger, accountId: string): Promise<FoundReport> {
  if (!(await tracking.getAccount(accountId))) {
    throw new PermanentError('account.not-found', `There is no such Account: ${accountId}. Check its id.`)
  }
  return {
    name: `account-${accountId}-report`,
    read: (format) => formatWholeRows(tracking.accountReport(accountId, ROWS_PER_PAGE), ACCOUNT_COLUMNS, format),
  }
}

async function findRun(tracking: Pick<RunStore, 'getRun'>, runId: string): Promise<Run> {
  const run = await tracking.getRun(runId)
  if (run) return run
  throw new PermanentError('run.not-found', `There is no such run: ${runId}. Check its id.`)
}

async function* planRows(tracking: PlanLedger, runId: string) {
  for await (const lines of tracking.planLines(runId, ROWS_PER_PAGE)) yield lines.map(toPlanReportRow)
}
