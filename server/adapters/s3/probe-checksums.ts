import type { ChecksumAlgorithm } from '../../domain/object/checksum.ts'
import { digestOf } from '../../domain/object/digest.ts'
import type { BucketClient } from './client.ts'
import { abortMultipart, sendPart, startMultipart } from './multipart-calls.ts'
import { atProbeKey, PROBE_BODY, putProbe, unlessRefused } from './probe-key.ts'
import { checksumHeader } from './request-checksum.ts'

/** Whether an object sent whole is taken with a right checksum of this kind and refused with a wrong one. */
export function objectRefuses(client: BucketClient, prefix: string, kind: ChecksumAlgorithm): Promise<boolean> {
  return atProbeKey(client, prefix, (place) => tellsApart(kind, (headers) => putProbe(client, place, headers)))
}

/** The same for a part. */
export function partRefuses(client: BucketClient, prefix: string, kind: ChecksumAlgorithm): Promise<boolean> {
  return atProbeKey(client, prefix, async ({ key }) => {
    const multipart = await unlessRefused(startMultipart(client, { key, contentType: 'text/plain' }, kind))
    if (multipart === undefined) return false
    try {
      return await tellsApart(kind, (headers) =>
        sendPart(client, multipart, { number: 1, body: [PROBE_BODY], headers }),
      )
    } finally {
      await abortMultipart(client, multipart)
    }
  })
}

/** @param send sends the probe's body with these headers */
async function tellsApart(
  kind: ChecksumAlgorithm,
  send: (headers: Record<string, string>) => Promise<unknown>,
): Promise<boolean> {
  const takes = async (digested: Buffer) => {
    const sent = send(checksumHeader(kind, digestOf(kind, [digested]))).then(() => true)
    return (await unlessRefused(sent)) ?? false
  }
  return (await takes(PROBE_BODY)) && !(await takes(Buffer.from('other bytes')))
}
