import { agree } from '../../domain/agree.ts'
import type { Probe } from '../../ports/probe.ts'
import type { UrlFieldShape } from '../../ports/salesforce-org.ts'

/** The URL field, as the org describes it now, takes the longest new URL (salesforce-platform.md 1.11). */
export const urlsFit: Probe = {
  id: 'switch.urls-fit',
  async run(run, { tracking, org }) {
    const [longest, field] = await Promise.all([tracking.longestTarget(run.id), org.describeUrlField()])
    return { ...judgeFit(longest, field), measured: { ...longest, field } }
  },
}

export function judgeFit(longest: { planned: number; maxCharacters: number }, field: UrlFieldShape) {
  if (longest.planned === 0) {
    return {
      outcome: 'failed' as const,
      sentence: 'No record is on the list of changes, so there is nothing to switch.',
    }
  }
  if (!field.isUpdateable) {
    const sentence = 'Expected a URL field that Doclift may update; the org says it may not. Grant edit on the field.'
    return { outcome: 'failed' as const, sentence }
  }
  const fits = longest.maxCharacters <= field.maxCharacters
  const sentence = `The longest of ${agree(longest.planned, 'new URL', 'new URLs')} has ${agree(longest.maxCharacters, 'character', 'characters')}; the field takes ${field.maxCharacters}.`
  return { outcome: fits ? ('passed' as const) : ('failed' as const), sentence }
}
