import { defineEntity, type InferEntity, p } from '@mikro-orm/core'

/** An Account of the org, under its last known name. */
export const Account = defineEntity({
  name: 'Account',
  tableName: 'accounts',
  properties: {
    accountId: p.text().primary(),
    name: p.text(),
    sortName: p.text().persist(false),
    recordCount: p.bigint('number').default(0),
    attentionCount: p.bigint('number').default(0),
    lastActivityAt: p.datetime().nullable(),
  },
})
export type Account = InferEntity<typeof Account>
