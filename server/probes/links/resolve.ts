import { type LinkCheck, summariseLinks } from '../../domain/gate/link-check.ts'
import { orgPageUrl } from '../../domain/link/org-page.ts'
import { contentDisposition } from '../../domain/object/disposition.ts'
import type { LinkAnswer } from '../../ports/link-prober.ts'
import type { GateSettings, Probe, ProbePorts } from '../../ports/probe.ts'
import type { LinkSample } from '../../ports/tracking/measurements.ts'

/** Few at a time: this is a look at the user's way, not a load test. */
const PARALLEL_LINKS = 8
const SIGNED_FOR_SECONDS = 60
const UNKNOWN_TYPE = 'application/octet-stream'

/**
 * New URLs, spread over type, size and Account, opened as far as the service can go: to the bytes where the URL is that of the
 * object, else to the page in the org, and past it to the bytes that the page would show. One failure refuses.
 */
export const resolve: Probe = {
  id: 'links.resolve',
  async run(run, ports, settings) {
    const sample = await ports.tracking.linkSample(run.id, settings.linkSample)
    const checks: LinkCheck[] = []
    const queue = sample.values()
    const opener = async () => {
      for (const link of queue) checks.push(await openBoth(link, ports, settings))
    }
    await Promise.all(Array.from({ length: PARALLEL_LINKS }, opener))
    return summariseLinks(checks, settings.urlMode)
  },
}

/** Opens the new URL without credentials, and asks the source for the same document to compare the latency. */
async function openBoth(link: LinkSample, ports: ProbePorts, settings: GateSettings): Promise<LinkCheck> {
  const answer = await openNew(link, ports, settings)
  const { recordId, identifier, documentUrl } = link
  const old = await ports.source.confirm({ recordId, identifier, documentUrl }).catch(() => undefined)
  return {
    recordId,
    isOpen: answer.isOpen,
    isRightSize: answer.sizeBytes === null || answer.sizeBytes === link.sizeBytes,
    problem: answer.problem,
    newLatencyMs: answer.latencyMs,
    oldLatencyMs: old?.kind === 'found' ? old.latencyMs : null,
  }
}

async function openNew(link: LinkSample, ports: ProbePorts, { urlMode, page }: GateSettings): Promise<LinkAnswer> {
  if (urlMode === 'object') return await ports.links.open(link.targetUrl, link.contentType)
  const pageUrl = page && orgPageUrl(page, link.recordId)
  const { url, problem, latencyMs } =
    urlMode === 'link' ? await ports.links.follow(link.targetUrl) : { url: link.targetUrl, problem: null, latencyMs: 0 }
  const wrongPlace = url === pageUrl ? null : 'Expected the page of the document in this org; it leads elsewhere.'
  const fault = problem ?? wrongPlace
  if (fault !== null) return { isOpen: false, status: null, sizeBytes: null, latencyMs, problem: fault }
  const behind = await openObject(link, ports)
  return { ...behind, latencyMs: latencyMs + behind.latencyMs }
}

/** Reads the object as the page in the org does. The address is kept nowhere. */
async function openObject(link: LinkSample, { store, links }: ProbePorts): Promise<LinkAnswer> {
  const { objectKey } = link
  const contentType = link.contentType || UNKNOWN_TYPE
  const disposition = contentDisposition(objectKey.split('/').at(-1) ?? '', contentType)
  const signed = await store.presignGet(objectKey, { seconds: SIGNED_FOR_SECONDS, contentType, disposition })
  return await links.open(signed, link.contentType)
}
