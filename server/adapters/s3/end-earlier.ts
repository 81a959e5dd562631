import type { BucketClient } from './client.ts'
import { abortMultipart, listMultiparts } from './multipart-calls.ts'

/**
 * Ends what a process that died had begun at this key and nobody knows any more: its parts are paid for and seen by nobody.
 * Whoever may not list or end uploads copies all the same.
 */
export async function endEarlier(client: BucketClient, key: string): Promise<void> {
  const earlier = await listMultiparts(client, key).catch(() => [])
  for (const multipart of earlier) await abortMultipart(client, multipart).catch(() => undefined)
}
