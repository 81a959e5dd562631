import type { Evidence } from '../../domain/gate/gate.ts'
import { orgPageUrl } from '../../domain/link/org-page.ts'
import type { Probe } from '../../ports/probe.ts'
import type { Opening } from '../../ports/tracking/measurements.ts'

/**
 * The page in the org asks for a login, so the service cannot open it. Somebody of the org must have opened one of the
 * documents of the plan with it, and the audit log says so: the page asks the service for the bytes in that user's name.
 */
export const openedInOrg: Probe = {
  id: 'links.opened-in-org',
  async run(run, { tracking, clock }, { page, openedWithinMs }) {
    const since = new Date(clock.now().getTime() - openedWithinMs)
    const opening = await tracking.latestOpening(run.id, since)
    const [example] = opening === null ? await tracking.linkSample(run.id, 1) : []
    const exampleUrl = page && example ? orgPageUrl(page, example.recordId) : null
    return { ...judgeOpening(opening, exampleUrl, openedWithinMs), measured: { opening, exampleUrl } }
  },
}

/** Nobody's looking is no failure and no success: it is not known, and what is not known never passes. */
export function judgeOpening(
  opening: Opening | null,
  exampleUrl: string | null,
  openedWithinMs: number,
): Pick<Evidence, 'outcome' | 'sentence'> {
  if (opening !== null) {
    const sentence = `User ${opening.userId} opened document ${opening.recordId} of this list in the org at ${opening.at}.`
    return { outcome: 'passed', sentence }
  }
  if (exampleUrl === null) return { outcome: 'inconclusive', sentence: 'There was no link to open.' }
  const minutes = Math.round(openedWithinMs / 60_000)
  const sentence = `A person has to open one of the new links in the org, and nobody did in the last ${minutes} minutes. Open ${exampleUrl} as a user who may see the document, then make a new list of changes.`
  return { outcome: 'inconclusive', sentence }
}
