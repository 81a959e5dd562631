import type { PackageLicence } from './facts.ts'
import type { PreflightFinding } from './preflight.ts'

/** What a switch leaves behind in the org, and the licence of the package that owns the object. */

/** Whether the org itself remembers old links. */
export function judgeHistory(urlField: string, isTracked: boolean | undefined): PreflightFinding {
  const facts = { isTracked: isTracked ?? null }
  if (isTracked === undefined) {
    const sentence = `Salesforce does not say whether it keeps the history of ${urlField}. Check the name of the field in the settings.`
    return { outcome: 'inconclusive', sentence, facts }
  }
  if (isTracked) {
    const sentence = `Salesforce keeps the history of ${urlField}: each switch adds one line to it, and an edit that a switch hit can be proven.`
    return { outcome: 'passed', sentence, facts }
  }
  const sentence = `Salesforce keeps no history of ${urlField}, so an edit in the moment of a switch cannot be proven. Turn field history on for it if that matters.`
  return { outcome: 'warning', sentence, facts }
}

/** Whether each switched record becomes an event for other systems. */
export function judgeChangeCapture(object: string, isCaptured: boolean): PreflightFinding {
  const facts = { isCaptured }
  if (!isCaptured) return { outcome: 'passed', sentence: `Change Data Capture is off for ${object}.`, facts }
  const sentence = `Change Data Capture is on for ${object}: each switched record is one event. The org delivers 10,000 to 50,000 in 24 hours, by its edition; tell those who listen, and spread a large switch over days.`
  return { outcome: 'warning', sentence, facts }
}

/** Shorter than this, a licence may end before a migration does. */
const SOON_MS = 90 * 86_400_000

/**
 * Whether the licence of the package lets the integration user work, and for how long.
 * @param namespace of the object's name; null for one that no package brought
 * @param licence undefined when the org shows none
 */
export function judgeLicence(
  namespace: string | null,
  licence: PackageLicence | undefined,
  now: Date,
): PreflightFinding {
  const facts = { namespace, status: licence?.status ?? null, expiresAt: licence?.expiresAt ?? null }
  if (namespace === null) return { outcome: 'passed', sentence: 'The object belongs to no managed package.', facts }
  if (!licence) {
    const sentence = `Salesforce shows no licence of the package ${namespace}. Grant "View Setup and Configuration", or ask an administrator for its end under Installed Packages.`
    return { outcome: 'inconclusive', sentence, facts }
  }
  return { ...judgeKnownLicence(namespace, licence, now), facts }
}

function judgeKnownLicence(namespace: string, licence: PackageLicence, now: Date) {
  const { status, expiresAt, isOfWholeOrg, isOurs } = licence
  const leftMs = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt) - now.getTime()
  const end = expiresAt?.slice(0, 10)
  if (status === 'Expired' || leftMs <= 0) {
    const sentence = `The licence of the package ${namespace} has expired${end ? ` (${end})` : ''}; its object may be closed to changes. Renew it first.`
    return { outcome: 'failed' as const, sentence }
  }
  if (leftMs < SOON_MS) {
    const sentence = `The licence of the package ${namespace} ends on ${end}. Switch before it does, or renew it: afterwards links may not be changed, and not be rolled back.`
    return { outcome: 'warning' as const, sentence }
  }
  if (!isOfWholeOrg && !isOurs) {
    const sentence = `The integration user holds no licence of the package ${namespace}; Salesforce may refuse it. Assign one under Installed Packages.`
    return { outcome: 'warning' as const, sentence }
  }
  const sentence = `The licence of the package ${namespace} is ${status}${end ? ` until ${end}` : ' without an end'}.`
  return { outcome: 'passed' as const, sentence }
}

/** `tlnd` of `tlnd__DocListEntry__c`; null for a name without a namespace. */
export function namespaceOf(name: string): string | null {
  return /^([A-Za-z][A-Za-z0-9_]*?)__[A-Za-z]\w*__c$/.exec(name)?.[1] ?? null
}
