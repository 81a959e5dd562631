import { PermanentError } from '../errors.ts'
import { isSalesforceHost } from '../org/salesforce-host.ts'
import { ASSUMPTIONS } from './assumptions.ts'
import type { ConformInstallation, ObjectNaming } from './installation.ts'
import type { ConformReport } from './report.ts'

/** A sandbox and the platform change with each release; a report of a month says nothing about the next one. */
export const REPORT_FRESH_FOR_DAYS = 30
const DAY_MS = 86_400_000
/** Clocks of two machines differ. */
const CLOCK_LEEWAY_MS = 5 * 60_000

/**
 * Refuses a report that says nothing about this installation; one with failed checks is let in, and does not pass.
 * @throws PermanentError `conform.in-future`, `conform.too-old`, `conform.other-host`, `conform.other-settings`,
 * `conform.other-checks`
 */
export function admitReport(report: ConformReport, installation: ConformInstallation, now: Date): void {
  refuseOtherTime(report, now)
  refuseOtherHost(report, installation)
  refuseOtherSettings(report, installation)
  refuseOtherChecks(report)
}

/** Until when a report counts; ISO 8601, UTC. */
export function freshUntil({ endedAt }: Pick<ConformReport, 'endedAt'>): string {
  return new Date(Date.parse(endedAt) + REPORT_FRESH_FOR_DAYS * DAY_MS).toISOString()
}

/** Names of the settings in which a report differs from an installation; none when it is about the same. */
export function otherSettings(
  report: Pick<ConformReport, 'apiVersion' | 'names'>,
  installation: Pick<ConformInstallation, 'apiVersion' | 'names'>,
): string[] {
  const names = Object.keys(SETTING_NAMES) as (keyof ObjectNaming)[]
  const differing = names.filter((name) => report.names[name] !== installation.names[name])
  const version = report.apiVersion === installation.apiVersion ? [] : ['SALESFORCE_API_VERSION']
  return [...version, ...differing.map((name) => SETTING_NAMES[name])]
}

const SETTING_NAMES: Readonly<Record<keyof ObjectNaming, string>> = {
  object: 'SALESFORCE_OBJECT',
  urlField: 'SALESFORCE_URL_FIELD',
  identifierField: 'SALESFORCE_IDENTIFIER_FIELD',
  accountField: 'SALESFORCE_ACCOUNT_FIELD',
  typeField: 'SALESFORCE_TYPE_FIELD',
  versionObject: 'SALESFORCE_VERSION_OBJECT',
  versionDocumentField: 'SALESFORCE_VERSION_DOCUMENT_FIELD',
}

function refuseOtherTime(report: ConformReport, now: Date): void {
  const endedMs = Date.parse(report.endedAt)
  if (!(endedMs <= now.getTime() + CLOCK_LEEWAY_MS)) {
    throw refusal('in-future', `It ends at ${report.endedAt}, and it is ${now.toISOString()}. Set the clocks right.`)
  }
  if (freshUntil(report) > now.toISOString()) return
  throw refusal('too-old', `It is of ${report.endedAt}, and must not be older than ${REPORT_FRESH_FOR_DAYS} days.`)
}

/** The stand-in of this project, and everything else that is no org of Salesforce, is at a host of its own. */
function refuseOtherHost({ org }: ConformReport, { allowedHosts }: ConformInstallation): void {
  const hostname = org.host.replace(/:\d+$/, '')
  if (isSalesforceHost(org.host) || allowedHosts.includes(org.host) || allowedHosts.includes(hostname)) return
  throw refusal(
    'other-host',
    `It was made at ${org.host}, which is no host of Salesforce and none this installation knows. Make one against a sandbox of the org.`,
  )
}

function refuseOtherSettings(report: ConformReport, installation: ConformInstallation): void {
  const differing = otherSettings(report, installation)
  if (differing.length === 0) return
  throw refusal('other-settings', `It was made with another ${differing.join(', ')}. Make one with the same.`)
}

/** A report of another Doclift may lack what this one relies on. */
function refuseOtherChecks({ checks, doclift }: ConformReport): void {
  const named = checks.map(({ name }) => name)
  const expected = ASSUMPTIONS.map(({ name }) => name)
  if (JSON.stringify(named) === JSON.stringify(expected)) return
  throw refusal('other-checks', `Doclift ${doclift} made it, which checks other things. Make one with this Doclift.`)
}

function refusal(code: string, why: string): PermanentError {
  return new PermanentError(`conform.${code}`, `The report is not taken. ${why}`)
}
