import type { Evidence as EvidenceEntity } from '../../../db/entities/evidence.ts'
import type { Evidence } from '../../domain/gate/gate.ts'

/** A row of `evidence` as the domain knows it. */
export function toEvidence(row: EvidenceEntity): Evidence {
  return {
    item: row.item,
    outcome: row.outcome,
    sentence: row.sentence,
    measured: row.measured,
    measuredAt: row.measuredAt.toISOString(),
    freshUntil: row.freshUntil.toISOString(),
    settingsFingerprint: row.settingsFingerprint,
  }
}
