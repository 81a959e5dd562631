import { type CohortView, nameCohort } from '../domain/switch/cohort-state.ts'
import { grouped } from './measures.ts'
import { formatTable } from './table.ts'

/** The cohorts of a switch as a table; nothing for a switch in one go, and for any other run. Why a run waits says until when. */
export function formatCohorts(cohorts: readonly CohortView[]): string[] {
  if (cohorts.length < 2) return []
  const columns = [
    { title: 'Cohort' },
    { title: 'Accounts', align: 'right' as const },
    { title: 'Records', align: 'right' as const },
    { title: 'Then rests' },
    { title: 'State' },
  ]
  return [formatTable(columns, cohorts.map(toRow))]
}

function toRow(cohort: CohortView): string[] {
  const { number, accounts, records, soakMinutes, state } = cohort
  const rest = soakMinutes === 0 ? '-' : `${soakMinutes} min`
  return [`${number}: ${nameCohort(cohort)}`, grouped(accounts), grouped(records), rest, state]
}
