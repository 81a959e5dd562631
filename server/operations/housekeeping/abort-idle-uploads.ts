import type { Context } from '../context.ts'

/** Longer than a worker that lives is silent about an upload, unless its line is hopeless. */
const IDLE_FOR_MS = 10 * 60_000

/** Uploads of the ledger that nobody goes on with, some of them: the store keeps their parts and charges for them. */
export function idleUploads({ ports: { tracking, clock } }: Context) {
  return tracking.idleUploads(new Date(clock.now().getTime() - IDLE_FOR_MS))
}

/**
 * Ends uploads in parts that nobody goes on with. Safe to repeat, and beside workers: an upload that somebody has gone on with
 * after all begins anew.
 * @returns how many were ended
 */
export async function abortIdleUploads(context: Context): Promise<number> {
  const { tracking, store } = context.ports
  const idle = await idleUploads(context)
  for (const upload of idle) {
    await store.abortUpload(upload)
    await tracking.forgetIdleUpload(upload)
  }
  return idle.length
}
