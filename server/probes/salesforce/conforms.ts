import { freshUntil } from '../../domain/conform/admit.ts'
import { standingOf } from '../../domain/conform/judge.ts'
import type { Probe } from '../../ports/probe.ts'

/** A sandbox of the org was seen, by a signed report of the last 30 days, to behave as Doclift relies on. */
export const conforms: Probe = {
  id: 'salesforce.conforms',
  async run(_run, { tracking, clock }, { conform }) {
    const imported = await tracking.newestConformReport()
    const standing = standingOf(imported?.report, conform, clock.now())
    if (!imported) return { ...standing, measured: {} }
    const { org, endedAt, summary } = imported.report
    const measured = { reportId: imported.id, host: org.host, endedAt, summary }
    // What refuses needs no end: its sentence says what to do.
    return { ...standing, measured, ...(standing.outcome === 'passed' && { freshUntil: freshUntil(imported.report) }) }
  },
}
