import type { Command } from 'commander'
import type { Activity } from '../domain/analysis/activity.ts'
import type { Analysis } from '../domain/analysis/analysis.ts'
import type { StoredAnalysis } from '../ports/tracking/analyses.ts'
import { formatBytes, formatPercent, grouped } from './measures.ts'
import { JSON_OPTION } from './show-run.ts'
import { type Column, formatTable } from './table.ts'
import type { CommandTools } from './tools.ts'

/** As many lines of each table as a person reads; `--json` has them all. */
const SHOWN = 15

const right = (title: string): Column => ({ title, align: 'right' })

export function addAnalysis(program: Command, tools: CommandTools): void {
  program
    .command('analysis')
    .description('the newest analysis; make one with "doclift run analyse --follow"')
    .option(...JSON_OPTION)
    .action(({ json }: { json?: true }) =>
      tools.withServices(async ({ analysis }) => {
        const newest = await analysis.newestAnalysis()
        tools.print(json ? JSON.stringify(newest, null, 2) : formatAnalysis(newest))
      }),
    )
}

function formatAnalysis({ analysis, at, runNumber }: StoredAnalysis): string {
  return [
    `Analysis of run ${runNumber}, ${at}.`,
    formatTotals(analysis),
    formatSizes(analysis),
    formatAccounts(analysis),
    formatExtensions(analysis),
    formatContentTypes(analysis),
    formatHosts(analysis),
    formatActivity(analysis.activity),
  ].join('\n\n')
}

function formatTotals({ totals }: Analysis): string {
  const out = Object.entries(totals.outOfScope).map(([reason, count]) => [`out of scope: ${reason}`, grouped(count)])
  const rows = [['in scope', grouped(totals.inScope)], ...out, ['all', grouped(totals.entries)]]
  const table = formatTable([{ title: 'Entries' }, right('Count')], rows)
  const share = formatPercent(totals.inScopePercent)
  return `${table}\n${share} are to be moved; ${grouped(totals.withoutAccount)} entries have no Account.`
}

function formatSizes({ sizes }: Analysis): string {
  const known = `${grouped(sizes.knownRecords)} verified copies have ${formatBytes(sizes.knownBytes)}.`
  if (sizes.unknownRecords === 0) return `Size: ${formatBytes(sizes.bytes)}, exactly.`
  const { sample } = sizes
  const range =
    sizes.lowBytes === null
      ? 'too little is known for an interval'
      : `95 % confidence: ${formatBytes(sizes.lowBytes)} to ${formatBytes(sizes.highBytes)}`
  const answers = `${grouped(sample.read)} of ${grouped(sample.drawn)} documents read, ${sample.archived} archived, ${sample.missing} missing, ${sample.refused} refused, ${sample.unread} without an answer`
  return [
    `Size: about ${formatBytes(sizes.bytes)} (${range}).`,
    `${known} ${grouped(sizes.unknownRecords)} others are estimated.`,
    `Sample: ${answers}.`,
  ].join('\n')
}

function formatAccounts({ accounts }: Analysis): string {
  const rows = accounts.top.map((one) => [one.accountId, grouped(one.records), formatBytes(one.bytes), one.name])
  return [
    `${grouped(accounts.count)} Accounts: the largest has ${grouped(accounts.largest)} records, the middle one ${grouped(accounts.median)}.`,
    `The ten largest hold ${formatPercent(accounts.top10Percent)}, the fifty largest ${formatPercent(accounts.top50Percent)}.`,
    `${grouped(accounts.withAtLeast1000)} have 1,000 records or more, ${grouped(accounts.withAtLeast10000)} have 10,000 or more.`,
    formatTable([{ title: 'Account' }, right('Records'), right('Bytes'), { title: 'Name' }], rows),
  ].join('\n')
}

function formatExtensions({ extensions }: Analysis): string {
  const { top, withoutExtension, others } = extensions
  const hidden = top.slice(SHOWN)
  const more = {
    extensions: hidden.length + others.extensions,
    records: hidden.reduce((sum, row) => sum + row.records, others.records),
  }
  const rows = [
    ...top.slice(0, SHOWN).map((row) => [row.extension, grouped(row.records), formatBytes(row.bytes)]),
    ['(none)', grouped(withoutExtension.records), formatBytes(withoutExtension.bytes)],
    ...(more.extensions > 0 ? [[`${grouped(more.extensions)} others`, grouped(more.records), '']] : []),
  ]
  return formatTable([{ title: 'Extension' }, right('Records'), right('Bytes')], rows)
}

function formatContentTypes({ contentTypes }: Analysis): string {
  const rows = contentTypes
    .slice(0, SHOWN)
    .map(({ contentType, verified, sampled }) => [grouped(verified), grouped(sampled), contentType])
  return formatTable([right('Verified'), right('Sampled'), { title: 'Content type' }], rows)
}

function formatHosts({ hosts }: Analysis): string {
  const rows = hosts.top.slice(0, SHOWN).map(({ host, records }) => [grouped(records), host])
  const hidden = hosts.otherHosts + Math.max(0, hosts.top.length - SHOWN)
  const table = formatTable([right('Records'), { title: 'Host' }], rows)
  return hidden > 0 ? `${table}\n${grouped(hidden)} other hosts` : table
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

function formatActivity(activity: Activity): string {
  const years = activity.years.map(({ year, records }) => [String(year), grouped(records)])
  const months = (level: string) =>
    named(activity.monthsOfYear.flatMap((one) => (one.level === level ? [MONTHS[one.month - 1]] : [])))
  const days = (level: string) =>
    named(activity.weekdays.flatMap((one) => (one.level === level ? [WEEKDAYS[one.weekday - 1]] : [])))
  const hours = activity.hours.flatMap((one) => (one.level === 'quiet' ? [String(one.hour)] : []))
  return [
    formatTable([{ title: 'Created' }, right('Records')], years),
    `Peak months: ${months('peak')}. Quiet months: ${months('quiet')}.`,
    `Busy days: ${days('peak')}. Quiet days: ${days('quiet')}. Weekends: ${activity.weekend} than weekdays.`,
    `Quiet hours (UTC): ${named(hours)}.`,
  ].join('\n')
}

function named(names: readonly (string | undefined)[]): string {
  return names.length === 0 ? 'none' : names.join(', ')
}
