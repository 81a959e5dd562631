import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/postgresql'
import { Run as RunEntity } from '../../../db/entities/run.ts'
import { PermanentError } from '../../domain/errors.ts'
import { type EntryCounts, type Run, readsTheOrg } from '../../domain/run/run.ts'

/** A row of `runs` as the ports know it. */
export function toRun(row: RunEntity): Run {
  return {
    id: row.id,
    number: row.number,
    operation: row.operation,
    scope: row.scope,
    isDryRun: row.isDryRun,
    limits: row.limits,
    verification: row.verification ?? null,
    state: row.state,
    profile: row.profile,
    planHash: row.planHash ?? null,
    sampledFrom: row.sampledFrom ?? null,
    archive: toArchive(row),
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    approvedBy: row.approvedBy ?? null,
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    stopCode: row.stopCode ?? null,
    stopSentence: row.stopSentence ?? null,
  }
}

function toArchive({ archiveKey: key, archiveSha256: sha256, archivedItems: items, archivedAt }: RunEntity) {
  if (!key || !sha256 || !archivedAt) return null
  return { key, sha256, items: items ?? 0, archivedAt: archivedAt.toISOString() }
}

/** What a run has read of the org; null for one that does not read it. */
export function toEntryCounts(row: RunEntity): EntryCounts | null {
  if (!readsTheOrg(row.operation)) return null
  const { entriesRead: read, entriesAdded: added, entriesChanged: changed, entriesDeleted: deleted } = row
  return { read, added, changed, deleted }
}

/** Locks a run for the rest of the transaction. Error: PermanentError `run.not-found`. */
export async function lockRun(em: EntityManager, runId: string): Promise<RunEntity> {
  const run = await em.findOne(RunEntity, { id: runId }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true })
  if (run) return run
  throw new PermanentError('run.not-found', `There is no run ${runId}. List the runs to find the one you mean.`)
}

/** Reads a run that is known to exist, as it is now. */
export async function readRun(em: EntityManager, runId: string): Promise<Run> {
  return toRun(await em.findOneOrFail(RunEntity, { id: runId }, { refresh: true }))
}
