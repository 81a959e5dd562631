import { defineEntity, type InferEntity, p } from '@mikro-orm/core'
import type { Role } from '../../server/domain/run/run.ts'

/** An automation token; only its hash is known here. */
export const Token = defineEntity({
  name: 'Token',
  tableName: 'tokens',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    role: p.text().$type<Role>(),
    hashHex: p.text(),
    createdBy: p.text(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    revokedAt: p.datetime().nullable(),
  },
})
export type Token = InferEntity<typeof Token>
