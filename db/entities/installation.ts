import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { Environment } from '../../server/domain/org/identity.ts'

/** The one row that says which org this database belongs to. */
export const Installation = defineEntity({
  name: 'Installation',
  tableName: 'installation',
  properties: {
    isTheOnlyOne: p.boolean().primary(),
    orgId: p.text(),
    environment: p.text().$type<Environment>(),
    boundBy: p.text(),
    boundAt: p.datetime(),
  },
})
export type Installation = InferEntity<typeof Installation>
