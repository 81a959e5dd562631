import { needsApproval, type Run } from './run.ts'

/** What a worker does next for a run. */
export type Stage = 'plan' | 'end-dry-run' | 'start' | 'work' | 'none'

/** The stage of a run: plans first, a dry run ends with its plan, what needs no approval starts by itself. */
export function stageOf(run: Pick<Run, 'state' | 'planHash' | 'isDryRun' | 'operation'>): Stage {
  if (run.state === 'approved' || run.state === 'running') return 'work'
  if (run.state !== 'planned') return 'none'
  if (run.planHash === null) return 'plan'
  if (run.isDryRun) return 'end-dry-run'
  return needsApproval(run.operation) ? 'none' : 'start'
}
