import { type ConformStanding, standingOf } from '../../domain/conform/judge.ts'
import type { Actor } from '../../domain/run/run.ts'
import type { ImportedReport } from '../../ports/tracking/conform.ts'
import type { Context } from '../context.ts'
import { importReport } from './import-report.ts'

export interface ConformServices {
  /** Errors: those of `importReport`. */
  importReport(bytes: Uint8Array, actor: Actor): Promise<ImportedReport>
  /** The newest report, and what it says about this installation now. */
  readStanding(): Promise<ConformView>
}

export interface ConformView extends ConformStanding {
  /** Null when none was imported. */
  newest: ImportedReport | null
  /** Whether a switch of this installation is refused without one that passes. */
  isRequired: boolean
}

export function conformServices(context: Context): ConformServices {
  return {
    importReport: (bytes, actor) => importReport(context, bytes, actor),
    readStanding: () => readStanding(context),
  }
}

async function readStanding({ ports, settings }: Context): Promise<ConformView> {
  const newest = await ports.tracking.newestConformReport()
  const standing = standingOf(newest?.report, settings.gate.conform, ports.clock.now())
  return { ...standing, newest: newest ?? null, isRequired: settings.profile === 'production' }
}
