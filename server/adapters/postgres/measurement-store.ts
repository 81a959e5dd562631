import type { Scope } from '../../domain/run/run.ts'
import type { LinkSample, MeasurementStore } from '../../ports/tracking/measurements.ts'
import type { Database } from './client.ts'
import { findChangedItems } from './sql/find-changed-items.ts'
import { findOpening } from './sql/find-opening.ts'
import { countBeforeImages, countStaleSources, findLongestTarget } from './sql/measure-plan.ts'
import { ALL_RECORDS, readTotals, recordsOf } from './sql/read-totals.ts'
import { sampleLinks } from './sql/sample-links.ts'
import { toCoverage } from './totals.ts'

type Coverage = Awaited<ReturnType<MeasurementStore['coverageOf']>>

/** What the probes of a gate measure. Those about a plan read all of its items, once per evaluation of a gate. */
export function measurementStore(database: Database): MeasurementStore {
  return {
    coverageOf: (scope) => coverageOf(database, scope),
    sourceFreshness: (runId, confirmedSince) => countStaleSources(database, runId, confirmedSince),
    changedAmongPlanned: (runId, entries) => findChangedItems(database, runId, entries),
    longestTarget: (runId) => findLongestTarget(database, runId),
    beforeImageCoverage: (runId) => countBeforeImages(database, runId),
    latestOpening: (runId, since) => findOpening(database, runId, since),
    linkSample: (runId, size): Promise<LinkSample[]> => sampleLinks(database, runId, size),
  }
}

async function coverageOf(database: Database, scope: Scope): Promise<Coverage> {
  if (scope.kind === 'records') return await coverageOfRecords(database, 'record_id', scope.recordIds)
  if (scope.kind === 'run') return await coverageOfRun(database, scope.runId)
  if (scope.kind === 'failures') return await coverageOfRecords(database, 'failure_code', scope.codes)
  const subjects = scope.kind === 'everything' ? [ALL_RECORDS] : scope.accountIds.map(recordsOf)
  const totals = await readTotals(database, subjects)
  return [...totals.values()].map(toCoverage).reduce(add, { eligible: 0, verified: 0 })
}

async function coverageOfRecords(
  database: Database,
  column: 'record_id' | 'failure_code',
  values: readonly string[],
): Promise<Coverage> {
  const [row] = await database.rows<{ eligible: string; verified: string }>(
    `select count(*) as eligible, count(*) filter (where copy_state = 'verified') as verified
     from file_records
     where ${column} = any($1::text[]) and word is not null`,
    [values],
  )
  return { eligible: Number(row?.eligible ?? 0), verified: Number(row?.verified ?? 0) }
}

async function coverageOfRun(database: Database, runId: string): Promise<Coverage> {
  const [row] = await database.rows<{ eligible: string; verified: string }>(
    `select count(*) as eligible, count(*) filter (where record.copy_state = 'verified') as verified
     from run_items as item
     join file_records as record using (record_id)
     where item.run_id = $1 and item.sent_at is not null and record.word is not null`,
    [runId],
  )
  return { eligible: Number(row?.eligible ?? 0), verified: Number(row?.verified ?? 0) }
}

function add(left: Coverage, right: Coverage): Coverage {
  return { eligible: left.eligible + right.eligible, verified: left.verified + right.verified }
}
