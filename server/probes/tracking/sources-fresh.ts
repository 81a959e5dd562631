import { agree } from '../../domain/agree.ts'
import type { Probe } from '../../ports/probe.ts'

/** Every planned record is verified, and its source fingerprint was confirmed recently enough (invariant 4). */
export const sourcesFresh: Probe = {
  id: 'tracking.sources-fresh',
  async run(run, { tracking, clock }, { sourceFreshForMs }) {
    const measured = await tracking.sourceFreshness(run.id, new Date(clock.now().getTime() - sourceFreshForMs))
    return { ...judgeFreshness(measured, sourceFreshForMs), measured }
  },
}

export function judgeFreshness({ planned, stale }: { planned: number; stale: number }, freshForMs: number) {
  const hours = freshForMs / 3_600_000
  const isFresh = stale === 0
  const advice = isFresh ? '' : ' Confirm the copies again, then make a new list of changes.'
  const sentence = `Of ${agree(planned, 'source', 'sources')} on the list, ${agree(planned - stale, 'was', 'were')} confirmed within ${hours} h.${advice}`
  return { outcome: isFresh ? ('passed' as const) : ('failed' as const), sentence }
}
