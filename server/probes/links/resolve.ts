import { type LinkCheck, summariseLinks } from '../../domain/gate/link-check.ts'
import type { Probe, ProbePorts } from '../../ports/probe.ts'
import type { LinkSample } from '../../ports/tracking/measurements.ts'

/** Few at a time: this is a look at the user's way, not a load test. */
const PARALLEL_LINKS = 8

/** New URLs, spread over type, size and Account, open as a user would open them; one failure refuses. */
export const resolve: Probe = {
  id: 'links.resolve',
  async run(run, ports, { linkSample }) {
    const sample = await ports.tracking.linkSample(run.id, linkSample)
    const checks: LinkCheck[] = []
    const queue = sample.values()
    const opener = async () => {
      for (const link of queue) checks.push(await openBoth(link, ports))
    }
    await Promise.all(Array.from({ length: PARALLEL_LINKS }, opener))
    return summariseLinks(checks)
  },
}

/** Opens the new URL without credentials, and asks the source for the same document to compare the latency. */
async function openBoth(link: LinkSample, { links, source }: ProbePorts): Promise<LinkCheck> {
  const answer = await links.open(link.targetUrl, link.contentType)
  const { recordId, identifier, documentUrl } = link
  const old = await source.confirm({ recordId, identifier, documentUrl }).catch(() => undefined)
  return {
    recordId,
    isOpen: answer.isOpen,
    isRightSize: answer.sizeBytes === null || answer.sizeBytes === link.sizeBytes,
    problem: answer.problem,
    newLatencyMs: answer.latencyMs,
    oldLatencyMs: old?.kind === 'found' ? old.latencyMs : null,
  }
}
