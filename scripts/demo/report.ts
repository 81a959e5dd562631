import type { GateDecision } from '../../server/domain/gate/gate.ts'
import type { Overview } from '../../server/ports/tracking/reads.ts'
import type { RunDetail } from './api.ts'
import type { CheckResult } from './check.ts'
import { formatZoo, type ZooLine } from './zoo.ts'

/** The result of a demo, as `--report` writes it. */
export interface DemoReport {
  records: number
  inventory: { total: number; byState: Record<string, number>; outOfScope: Record<string, number> }
  backup: { verified: number; failed: number; bytes: number; seconds: number }
  gate: { outcome: string; items: { item: string; outcome: string; sentence: string }[] }
  switch: {
    planned: number
    confirmed: number
    conflicted: number
    refused: number
    overwritten: number
    failed: number
    inDoubt: number
    withdrawn: number
  }
  rollback: { confirmed: number; recordId: string | null }
  /** What moved and was open after each catch-up, by kind; only with a zoo. */
  drift?: { beforeGate: Overview['drift']; afterPhaseTwo: Overview['drift'] }
  /** What became of each odd kind, counted from the ledger; only with a zoo. */
  zoo?: ZooLine[]
  check: CheckResult
  apiCalls: number
  peakRssBytes: number
}

/** Sums what the switch runs of this installation did; the parts add up to `planned`. */
export function sumSwitches(runs: readonly RunDetail[]): DemoReport['switch'] {
  const sum = (pick: (run: RunDetail) => number) => runs.reduce((total, run) => total + pick(run), 0)
  return {
    planned: sum((run) => run.counts.planned),
    confirmed: sum((run) => run.counts.outcomes.done),
    conflicted: sum((run) => run.counts.outcomes.conflicted),
    refused: sum((run) => run.counts.outcomes.refused),
    overwritten: sum((run) => run.counts.outcomes.overwritten),
    failed: sum((run) => run.counts.outcomes.failed),
    inDoubt: sum((run) => run.counts.outcomes.in_doubt),
    withdrawn: sum((run) => run.counts.outcomes.withdrawn),
  }
}

/** Every way in which the numbers of a report do not add up, as sentences. */
export function imbalances({ inventory, switch: switched, gate, check, zoo = [] }: DemoReport): string[] {
  const wrong: string[] = []
  const counted = total(inventory.byState) + total(inventory.outOfScope)
  if (counted !== inventory.total) wrong.push(`The states add up to ${counted}, the inventory to ${inventory.total}.`)
  const { planned, ...parts } = switched
  if (total(parts) !== planned)
    wrong.push(`The parts of the switch add up to ${total(parts)}, planned were ${planned}.`)
  if (switched.inDoubt > 0) wrong.push(`${switched.inDoubt} records are still in doubt.`)
  if (gate.outcome !== 'passed') wrong.push(`The gate was ${gate.outcome}.`)
  if (!check.ok) wrong.push(`The independent check found ${check.differences.length} differences.`)
  for (const { kind, expected } of zoo.filter((line) => !line.isAsExpected)) {
    wrong.push(`The records of the kind ${kind} did not all end as ${expected.end}.`)
  }
  return wrong
}

export function inventoryOf(overview: Overview): DemoReport['inventory'] {
  return { total: overview.total, byState: { ...overview.byState }, outOfScope: { ...overview.outOfScope } }
}

export function gateOf(gate: GateDecision | null | undefined): DemoReport['gate'] {
  return { outcome: gate?.outcome ?? 'missing', items: gate?.lines ?? [] }
}

/** The report as text that fits 80 columns where names allow it. */
export function formatReport(report: DemoReport): string {
  const { inventory, backup, switch: switched } = report
  const rate = backup.seconds > 0 ? ` · ${Math.round(backup.verified / backup.seconds)} files a second` : ''
  return [
    heading('Inventory'),
    row('entries of the object', inventory.total),
    ...rows(inventory.byState),
    ...rows(inventory.outOfScope, 'out of scope: '),
    heading('Back-up (changes nothing in Salesforce)'),
    row('copied and verified', backup.verified),
    row('not copied, each with its reason', backup.failed),
    `  ${megabytes(backup.bytes)} in ${backup.seconds.toFixed(1)} s${rate}`,
    heading(`Gate: ${report.gate.outcome}`),
    ...report.gate.items.map((line) => `  ${mark(line.outcome)} ${line.item}\n      ${line.sentence}`),
    heading('Switch'),
    ...rows(switched),
    heading('Roll back'),
    row('records taken back and held', report.rollback.confirmed),
    ...(report.drift ? formatDrift(report.drift) : []),
    heading('Independent check of org, store and ledger'),
    `  ${report.check.ok ? 'no difference' : 'DIFFERENCES'}: ${report.check.entries} entries compared, ${report.check.objectsRead} objects read whole`,
    ...report.check.differences.map((difference) => `  ! ${difference}`),
    ...(report.zoo ? [heading('The zoo: what became of each odd kind'), ...formatZoo(report.zoo)] : []),
    '',
    `  ${report.apiCalls} Salesforce API calls · peak memory of the service ${megabytes(report.peakRssBytes)}`,
  ].join('\n')
}

function formatDrift({ beforeGate, afterPhaseTwo }: NonNullable<DemoReport['drift']>): string[] {
  return [
    heading('What moved, and was open after looking for changes'),
    ...rows(beforeGate, 'before the gate: '),
    ...rows(afterPhaseTwo, 'after Phase 2: '),
  ]
}

function rows(counts: Readonly<Record<string, number>>, prefix = ''): string[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => row(prefix + name.replaceAll('_', ' '), count))
}

function row(name: string, count: number): string {
  return `  ${name.padEnd(44)} ${count.toLocaleString().padStart(12)}`
}

function heading(text: string): string {
  return `\n${text}`
}

function mark(outcome: string): string {
  return outcome === 'passed' ? '=' : '!'
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
