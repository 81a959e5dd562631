import { type Run, writesToOrg } from '../domain/run/run.ts'
import { readRunFacts } from '../operations/read-run-facts.ts'
import type { Services } from '../operations/services.ts'
import { formatCohorts } from './describe-cohorts.ts'
import { formatGuardrail } from './describe-guardrail.ts'
import {
  formatCounts,
  formatEntries,
  formatFindings,
  formatGate,
  formatLargest,
  formatProofs,
  formatStop,
  summariseRun,
} from './describe-run.ts'
import { formatSideEffects } from './describe-side-effects.ts'
import { followRun, refuseBadEnd } from './follow-run.ts'
import type { CommandTools } from './tools.ts'

export interface ShowOptions {
  follow?: true
  json?: true
}

/** How the two options of every command that acts on a run are described. */
export const FOLLOW_OPTION = ['--follow', 'show progress until it ends'] as const
export const JSON_OPTION = ['--json', 'print JSON'] as const

/**
 * Prints a run that something was just done to; with `follow`, after it has ended.
 * @throws PermanentError `run.not-succeeded` when it was followed to a bad end
 */
export async function showRun(
  tools: CommandTools,
  services: Services,
  run: Run,
  { follow, json }: ShowOptions,
): Promise<void> {
  const shown = follow ? await followRun(tools, services, run.id) : run
  if (json) tools.print(JSON.stringify(await describeRun(services, shown), null, 2))
  else tools.print(follow ? await formatEnd(services, shown) : summariseRun(shown))
  if (follow) refuseBadEnd(shown)
}

/** A run with its counts and its gate, for machines. */
export async function describeRun(services: Services, run: Run) {
  return { ...run, ...(await readRunFacts(services, run)) }
}

async function formatEnd(services: Services, run: Run): Promise<string> {
  const { counts, entries, largestAccounts, gate, sideEffects, cohorts, guardrail } = await describeRun(services, run)
  return [
    entries ? formatEntries(entries) : formatCounts(counts),
    ...formatProofs(counts),
    ...formatFindings(counts),
    ...formatLargest(writesToOrg(run.operation) ? largestAccounts : []),
    ...(gate ? [formatGate(gate)] : []),
    ...formatSideEffects(sideEffects),
    ...formatCohorts(cohorts),
    ...formatGuardrail(guardrail),
    ...limitsOf(run),
    ...formatStop(run),
  ].join('\n')
}

/** What a switch does not change, said before anybody approves it. */
function limitsOf({ operation, state }: Run): string[] {
  const isPlan = operation === 'switch' && state === 'planned'
  return isPlan ? ["The vendor's own viewer reads by identifier and keeps opening the vendor's copy."] : []
}
