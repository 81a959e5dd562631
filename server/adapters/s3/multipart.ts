import type { Checksum } from '../../domain/object/checksum.ts'
import { planParts } from '../../domain/object/checksum-plan.ts'
import { createDigest } from '../../domain/object/digest.ts'
import { endEarlier } from './end-earlier.ts'
import { isAlreadyThere, takeExisting } from './existing.ts'
import { headObject } from './head.ts'
import { joinParts } from './join-parts.ts'
import { abortMultipart, startMultipart } from './multipart-calls.ts'
import { allParts, readParts } from './read-parts.ts'
import { sendParts } from './send-parts.ts'
import type { Upload, Uploaded } from './upload.ts'

/**
 * Stores an object in parts; whatever fails, the upload is aborted, so no part is paid for, and so is what a process that died
 * had begun at the same key. One that may only be created is looked up first, because not every store minds that at the
 * completion, and parts that nobody needs would be sent.
 */
export async function putInParts(upload: Upload): Promise<Uploaded> {
  const { client, object, capabilities } = upload
  await endEarlier(client, object.key)
  if (object.isCreateOnly && (await headObject(client, object.key))) {
    return takeExisting(upload, await digestUnsent(upload))
  }
  const { sent, kept } = planParts(upload.checksum, capabilities)
  const multipart = await startMultipart(client, object, sent)
  const whole = createDigest(kept)
  const checksum = (): Checksum => ({ algorithm: kept, value: whole.digest().toString('hex') })
  try {
    const parts = await sendParts(upload, multipart, { runs: allParts(upload), whole })
    const joined = await joinParts(upload, multipart, parts)
    return { ...joined, checksum: checksum(), attestation: multipart.kind && `parts-${multipart.kind}` }
  } catch (thrown) {
    try {
      if (isAlreadyThere(thrown)) return await takeExisting(upload, checksum())
      throw thrown
    } finally {
      await abortMultipart(client, multipart).catch(() => undefined)
    }
  }
}

/** SHA-256 of the body, of which nothing is sent. */
export async function digestUnsent(upload: Upload): Promise<Checksum> {
  const whole = createDigest('sha256')
  for await (const { body, loan } of readParts(upload, allParts(upload))) {
    for (const chunk of body) whole.update(chunk)
    loan.giveBack()
  }
  return { algorithm: 'sha256', value: whole.digest().toString('hex') }
}
