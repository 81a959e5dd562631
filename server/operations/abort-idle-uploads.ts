import type { Context } from './context.ts'

/** Longer than a worker that lives is silent about an upload, unless its line is hopeless. */
const IDLE_FOR_MS = 10 * 60_000

/**
 * Ends uploads in parts that nobody goes on with, because the store keeps their parts and charges for them until then. Safe to
 * repeat, and beside other workers: an upload that somebody has gone on with after all begins anew.
 * @returns how many were ended
 */
export async function abortIdleUploads({ ports }: Context): Promise<number> {
  const { tracking, store, clock } = ports
  const idle = await tracking.idleUploads(new Date(clock.now().getTime() - IDLE_FOR_MS))
  for (const upload of idle) {
    await store.abortUpload(upload)
    await tracking.forgetIdleUpload(upload)
  }
  return idle.length
}
