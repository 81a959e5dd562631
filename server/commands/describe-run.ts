import type { GateDecision } from '../domain/gate/gate.ts'
import { describeProofs } from '../domain/object/checksum.ts'
import type { EntryCounts, LargeAccount, Run, RunCounts, RunLimits, Scope } from '../domain/run/run.ts'
import { describeFindings } from '../domain/verification/findings.ts'
import type { Sample } from '../domain/verification/verification.ts'
import { counted } from './measures.ts'
import { formatTable, printable } from './table.ts'

/** A run in one line. */
export function summariseRun(run: Run): string {
  const dryRun = run.isDryRun ? ', dry run' : ''
  const what = `${formatScope(run.scope)}${formatLimits(run.limits)}${formatVerification(run)}`
  return `Run ${run.number}: ${run.operation} of ${what}${dryRun}, ${formatState(run)}.`
}

/** In the order in which they hold; empty without limits. */
function formatLimits({ types, percentage, firstRecords }: RunLimits): string {
  const parts = [
    ...(types === undefined ? [] : [`types ${types.map((type) => printable(type) || '(none)').join(' ')}`]),
    ...(percentage === undefined ? [] : [`${percentage} %`]),
    ...(firstRecords === undefined ? [] : [`the first ${firstRecords}`]),
  ]
  return parts.map((part) => `, ${part}`).join('')
}

/** The level, and the sample with what it was drawn from; empty for anything but a verification. */
function formatVerification({ verification, sampledFrom }: Run): string {
  if (!verification) return ''
  return `, level ${verification.level}${formatSample(verification.sample, sampledFrom)}`
}

function formatSample(sample: Sample | null, sampledFrom: number | null): string {
  if (sample === null) return ''
  const size = 'records' in sample ? `${sample.records}` : `${sample.percentage} %`
  return sampledFrom === null ? `, a sample of ${size}` : `, a sample of ${size} drawn from ${sampledFrom}`
}

/** The state in words; a plan says whether it is finished. */
export function formatState({ state, planHash }: Run): string {
  if (state === 'planned') return planHash === null ? 'being planned' : 'planned'
  if (state === 'paused' && planHash === null) return 'paused while it is planned'
  return state.replace('_', ' ')
}

export function formatScope(scope: Scope): string {
  switch (scope.kind) {
    case 'everything':
      return 'everything'
    case 'accounts':
      return counted(scope.accountIds.length, 'Account')
    case 'records':
      return counted(scope.recordIds.length, 'record')
    case 'run':
      return 'what one run wrote'
    case 'failures':
      return `what failed with ${scope.codes.map(printable).join(', ')}`
  }
}

/** Planned, pending and every outcome that occurred: they add up. */
export function formatCounts({ planned, pending, leftOut, outcomes }: RunCounts): string {
  const rows = Object.entries(outcomes).filter(([, count]) => count > 0)
  return formatTable(
    [{ title: 'Items' }, { title: 'Count', align: 'right' }],
    [['planned', planned], ['pending', pending], ...rows, ['left out', leftOut]].map((row) => row.map(String)),
  )
}

/** What an inventory or a catch-up read. */
export function formatEntries(entries: EntryCounts): string {
  const rows = Object.entries(entries).map((row) => row.map(String))
  return formatTable([{ title: 'Entries' }, { title: 'Count', align: 'right' }], rows)
}

export function formatGate({ outcome, lines }: GateDecision): string {
  return [`Gate: ${outcome}`, ...lines.map((line) => `  ${line.outcome.padEnd(12)} ${printable(line.sentence)}`)].join(
    '\n',
  )
}

/** What a verification found besides good copies; none when it found nothing. */
export function formatFindings({ findings }: RunCounts): string[] {
  const words = describeFindings(findings)
  return words === '' ? [] : [`Found: ${words}`]
}

/** How copies were proven; none when nothing was copied. */
export function formatProofs({ proofs }: RunCounts): string[] {
  const words = describeProofs(proofs)
  return words === '' ? [] : [`Proven: ${words}`]
}

/** Why a run was paused, halted or failed; empty when it was not. */
export function formatStop({ state, stopCode, stopSentence }: Run): string[] {
  const word = state === 'paused' ? 'Paused' : 'Stopped'
  return stopCode === null ? [] : [`${word}: ${printable(stopSentence ?? '')} (${stopCode})`]
}

/** The Accounts with most items, where locks are likeliest; none for a run without items. */
export function formatLargest(accounts: readonly LargeAccount[]): string[] {
  if (accounts.length === 0) return []
  const named = accounts.map(({ accountId, accountName, items }) => `${printable(accountName ?? accountId)} (${items})`)
  return [`Largest Accounts: ${named.join(', ')}`]
}
