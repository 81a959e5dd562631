import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { Outcome } from '../../server/domain/gate/gate.ts'

/** The latest result of one probe for one run. */
export const Evidence = defineEntity({
  name: 'Evidence',
  tableName: 'evidence',
  properties: {
    runId: p.uuid().primary(),
    item: p.text().primary(),
    outcome: p.text().$type<Outcome>(),
    sentence: p.text(),
    measured: p.json().$type<Readonly<Record<string, unknown>>>(),
    measuredAt: p.datetime(),
    freshUntil: p.datetime(),
    settingsFingerprint: p.text(),
  },
})
export type Evidence = InferEntity<typeof Evidence>
