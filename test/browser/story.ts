import type { Stage } from './stage.ts'
import { cohortsAct } from './story/cohorts.ts'
import { reachAct } from './story/failing.ts'
import { keyboardAct } from './story/keyboard.ts'
import { listActs } from './story/lists.ts'
import { looksActs } from './story/looks.ts'
import { migrationActs } from './story/migration.ts'
import { rolesActs } from './story/roles.ts'
import { settingsActs } from './story/settings.ts'

/** One act of the story; each goes on where the one before it ended. */
export interface Act {
  title: string
  perform(stage: Stage): Promise<void>
}

/** A first day with Doclift, from an installation that has read nothing to one where links were switched and taken back. */
export const STORY: readonly Act[] = [
  ...migrationActs,
  ...listActs,
  ...rolesActs,
  ...settingsActs,
  keyboardAct,
  cohortsAct,
  ...looksActs,
  reachAct,
]
