import { agree } from '../agree.ts'
import type { DocumentShape, UserRights } from './facts.ts'
import type { PreflightFinding, PreflightNames } from './preflight.ts'

/** What is missing for a write, as a sentence; null when nothing is. What describe says holds for the integration user itself. */
export function missingRight({ object, urlField }: PreflightNames, shape: DocumentShape | undefined): string | null {
  if (!shape) return `The integration user sees no object ${object}. Grant it read and edit on the object.`
  if (!shape.isUpdateable) return `The integration user may not edit records of ${object}. Grant it edit on the object.`
  if (!shape.field) return `The integration user sees no field ${urlField}. Grant it read and edit on the field.`
  if (shape.field.isUpdateable) return null
  return `The integration user may not edit ${urlField}. Grant it edit on the field.`
}

/** Whether the integration user may do what a switch needs. */
export function judgeRights(
  names: PreflightNames,
  shape: DocumentShape | undefined,
  rights: UserRights,
): PreflightFinding {
  const { isApiEnabled, canViewAll } = rights
  const facts = {
    canEditObject: shape?.isUpdateable ?? false,
    canEditField: shape?.field?.isUpdateable ?? false,
    isApiEnabled,
    canViewAll,
  }
  const missing = missingRight(names, shape)
  if (missing !== null) return { outcome: 'failed', sentence: missing, facts }
  if (!isApiEnabled) {
    const sentence =
      'Salesforce answers, but no permission set of the integration user gives "API Enabled". Grant it, or a change of settings can stop a switch half-way.'
    return { outcome: 'warning', sentence, facts }
  }
  if (!canViewAll) {
    const sentence = `The integration user may edit ${names.urlField}, but has no "View All Records" on ${names.object}: what sharing hides from it is not switched.`
    return { outcome: 'warning', sentence, facts }
  }
  const sentence = `The integration user may edit ${names.urlField} on every record of ${names.object}.`
  return { outcome: 'passed', sentence, facts }
}

/**
 * Whether sharing hides records from the integration user, which nothing but a second count can show.
 * @param inOrg counted by somebody from whom nothing is hidden; null when nobody has
 */
export function judgeSharing(object: string, ours: number, inOrg: number | null): PreflightFinding {
  const facts = { seenByUs: ours, inOrg }
  const seen = `The integration user sees ${agree(ours, 'record', 'records')} of ${object}`
  if (inOrg === null) {
    const sentence = `${seen}. Whether that is all of them needs a second count: check from Set-up in Salesforce, or give the number that an administrator sees.`
    return { outcome: 'inconclusive', sentence, facts }
  }
  if (inOrg === ours) {
    return { outcome: 'passed', sentence: `${seen}, and the org counts as many, so sharing hides nothing.`, facts }
  }
  const sentence = `${seen}; the org counts ${inOrg}. Either sharing hides some, or they changed between the counts. Grant "View All Records" on the object, then check again.`
  return { outcome: 'inconclusive', sentence, facts }
}
