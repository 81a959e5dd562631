import { agree } from '../agree.ts'
import type { DocumentField, DocumentShape } from './facts.ts'
import type { PreflightFinding, PreflightNames } from './preflight.ts'

/** The types of describe that hold a link as it was written. */
const LINK_TYPES: readonly string[] = ['url', 'string', 'textarea']

/**
 * Whether new links fit into the field.
 * @param shape undefined when the integration user sees no such object
 * @param longest characters of the longest planned link; null before there is a list of changes
 */
export function judgeField(
  names: PreflightNames,
  shape: DocumentShape | undefined,
  longest: number | null,
): PreflightFinding {
  const obstacle = obstacleOf(names, shape)
  const field = shape?.field
  if (obstacle !== null || !field)
    return { outcome: 'failed', sentence: obstacle ?? '', facts: factsOf(field, longest) }
  return { ...judgeLength(names, field, longest), facts: factsOf(field, longest) }
}

/** The same obstacles without the length, as one sentence; null when there is none. */
function obstacleOf({ object, urlField }: PreflightNames, shape: DocumentShape | undefined): string | null {
  if (!shape) {
    return `The integration user sees no object ${object}. Check its name in the settings and the permissions of the user.`
  }
  if (!shape.field) {
    return `The integration user sees no field ${urlField} on ${object}. Check its name in the settings and the field permissions.`
  }
  if (shape.field.isCalculated) {
    return `${urlField} is a formula, so no link can be written to it. Name the field behind the formula in the settings.`
  }
  if (!LINK_TYPES.includes(shape.field.type)) {
    return `${urlField} has the type ${shape.field.type}; links need a URL or a text field. Check its name in the settings.`
  }
  if (!shape.field.isUpdateable) {
    return `The integration user may not edit ${urlField}, so no link can be switched. Grant it edit on the field.`
  }
  return null
}

function judgeLength({ urlField }: PreflightNames, { maxCharacters }: DocumentField, longest: number | null) {
  const room = `${urlField} takes ${agree(maxCharacters, 'character', 'characters')}`
  if (longest === null) {
    const sentence = `${room}. How long the new links are is known once there is a list of changes. Make one, then check again.`
    return { outcome: 'inconclusive' as const, sentence }
  }
  if (longest <= maxCharacters) {
    return { outcome: 'passed' as const, sentence: `${room}; the longest new link has ${longest}, so every link fits.` }
  }
  const sentence = `${room}; the longest new link has ${longest}, so Salesforce would refuse it. Shorten the start of the links, or leave the longest names out.`
  return { outcome: 'failed' as const, sentence }
}

function factsOf(field: DocumentField | null | undefined, longest: number | null): PreflightFinding['facts'] {
  return {
    type: field?.type ?? null,
    maxCharacters: field?.maxCharacters ?? null,
    isUpdateable: field?.isUpdateable ?? null,
    longestPlanned: longest,
  }
}

/** Whether the values of the field are encrypted, and what that means. */
export function judgeEncryption({ urlField }: PreflightNames, shape: DocumentShape | undefined): PreflightFinding {
  if (!shape?.field) {
    const sentence = `The integration user sees no field ${urlField}, so it is not known whether it is encrypted.`
    return { outcome: 'inconclusive', sentence, facts: { isEncrypted: null } }
  }
  const { isEncrypted } = shape.field
  if (!isEncrypted) return { outcome: 'passed', sentence: `${urlField} is not encrypted.`, facts: { isEncrypted } }
  const sentence = `${urlField} is encrypted with Shield. Doclift never filters by it; reports and list views that do may find nothing.`
  return { outcome: 'warning', sentence, facts: { isEncrypted } }
}
