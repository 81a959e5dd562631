import { isSettingName, type SettingName, type SettingValue } from '../../domain/settings.ts'
import type { SettingOverrides, SettingsStore } from '../../ports/tracking/settings.ts'
import type { Database, Sql, Transaction } from './client.ts'
import { appendAudit } from './sql/append-audit.ts'
import { isoTime } from './values.ts'

interface SettingRow {
  name: string
  value: SettingValue
  changed_by: string
  changed_at: string | Date
}

/** Settings that were set by the API. */
export function settingsStore(database: Database): SettingsStore {
  return {
    readSettings: () => readAll(database),
    changeSettings: (decide, actor, at) =>
      database.transaction(async (tx) => {
        // Held until the commit, so that two who saw the same values cannot both change them.
        await tx.rows('lock table settings in share row exclusive mode')
        const current = await readAll(tx)
        for (const [name, value] of Object.entries(decide(current)) as [SettingName, SettingValue | null][]) {
          await change(tx, { name, value, old: current[name]?.value ?? null, actorId: actor.id, at })
        }
      }),
  }
}

async function readAll(sql: Sql): Promise<SettingOverrides> {
  const rows = await sql.rows<SettingRow>('select name, value, changed_by, changed_at from settings order by name')
  // A setting of a later release is none of this one's.
  const known = rows.filter((row) => isSettingName(row.name))
  return Object.fromEntries(
    known.map(({ name, value, changed_by, changed_at }) => [
      name,
      { value, changedBy: changed_by, changedAt: isoTime(changed_at) },
    ]),
  )
}

interface Change {
  name: SettingName
  value: SettingValue | null
  old: SettingValue | null
  actorId: string
  at: Date
}

/** In the audit log null stands for the value of the environment. */
async function change(tx: Transaction, { name, value, old, actorId, at }: Change): Promise<void> {
  if (value === old) return
  if (value === null) await tx.rows('delete from settings where name = $1', [name])
  else await tx.rows(SET, [name, JSON.stringify(value), actorId, at])
  await appendAudit(tx, { at, actorId, action: 'settings.changed', subject: name, detail: { old, new: value } })
}

const SET = `
insert into settings (name, value, changed_by, changed_at) values ($1, $2, $3, $4)
on conflict (name) do update
set value = excluded.value, changed_by = excluded.changed_by, changed_at = excluded.changed_at`
