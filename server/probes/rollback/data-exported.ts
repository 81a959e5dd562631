import { agree } from '../../domain/agree.ts'
import type { Probe } from '../../ports/probe.ts'

/** Every planned record has its before-image in the ledger and in the export beside it. */
export const dataExported: Probe = {
  id: 'rollback.data-exported',
  async run(run, { tracking }) {
    if (run.isDryRun) {
      const sentence = 'A dry run writes no export. The real one does, before anything is switched.'
      return { outcome: 'inconclusive', sentence, measured: {} }
    }
    const measured = await tracking.beforeImageCoverage(run.id)
    return { ...judgeExport(measured), measured }
  },
}

export function judgeExport(measured: { planned: number; withBeforeImage: number; exportedRows: number | null }) {
  const { planned, withBeforeImage, exportedRows } = measured
  const isComplete = withBeforeImage === planned && exportedRows === planned
  const sentence = `The value to go back to is stored for ${withBeforeImage} of ${agree(planned, 'record', 'records')}; the export holds ${exportedRows ?? 0}.`
  return { outcome: isComplete ? ('passed' as const) : ('failed' as const), sentence }
}
