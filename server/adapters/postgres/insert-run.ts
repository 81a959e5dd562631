import { Run as RunEntity } from '../../../db/entities/run.ts'
import type { Actor, Run, RunRequest } from '../../domain/run/run.ts'
import type { Transaction } from './client.ts'
import { readRun } from './run-rows.ts'
import { appendAudit } from './sql/append-audit.ts'

export type NewRun = RunRequest & { id: string; profile: string; settingsFingerprint: string; testMode?: string | null }

/** Adds a run in state `planned`, with the entry of its audit. */
export async function insertRun(
  tx: Transaction,
  { testMode = null, ...run }: NewRun,
  actor: Actor,
  at: Date,
): Promise<Run> {
  await tx.em.insert(RunEntity, { ...run, state: 'planned', createdBy: actor.id, createdAt: at })
  const { operation, scope, isDryRun, limits, verification = null, profile } = run
  const detail = { operation, scope, isDryRun, limits, verification, profile, testMode }
  await appendAudit(tx, { at, actorId: actor.id, action: 'run.created', subject: run.id, detail })
  return await readRun(tx.em, run.id)
}
