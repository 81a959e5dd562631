import { Installation } from '../../../db/entities/installation.ts'
import type { Binding } from '../../domain/org/identity.ts'
import type { InstallationStore } from '../../ports/tracking/installation.ts'
import type { Database } from './client.ts'
import { appendAudit } from './sql/append-audit.ts'

/** What this database is bound to (invariant 13). */
export function installationStore(database: Database): InstallationStore {
  return {
    bind: (binding, actorId, at) =>
      database.transaction(async (tx) => {
        const added = await tx.rows(
          `insert into installation (org_id, environment, bound_by, bound_at) values ($1, $2, $3, $4)
           on conflict (is_the_only_one) do nothing returning org_id`,
          [binding.orgId, binding.environment, actorId, at],
        )
        const bound = toBinding(await tx.em.findOneOrFail(Installation, { isTheOnlyOne: true }))
        if (added.length > 0) {
          await appendAudit(tx, {
            at,
            actorId,
            action: 'installation.bound',
            subject: bound.orgId,
            detail: { ...bound },
          })
        }
        return bound
      }),
    readBinding: () =>
      database.entities(async (em) => {
        const installation = await em.findOne(Installation, { isTheOnlyOne: true })
        return installation ? toBinding(installation) : undefined
      }),
    async readTime() {
      const [row] = await database.rows<{ now: string }>('select clock_timestamp() as now')
      return new Date(row?.now ?? '')
    },
  }
}

function toBinding({ orgId, environment }: Installation): Binding {
  return { orgId, environment }
}
