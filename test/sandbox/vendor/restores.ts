import { join } from 'node:path'
import { readJson, writeJson } from '../store/json-files.ts'

/** Which archived documents were asked back, and when. */
export interface Restores {
  /** Notes the first request for a document; 0 when its bytes are there, otherwise the seconds that are left. */
  request(identifier: string): Promise<number>
  /** Whether the bytes of an archived document are there. */
  isReady(identifier: string): boolean
}

/**
 * Opens the restores of one sandbox; they survive a restart.
 * @param restoreAfterSeconds how long a restore takes from the first request
 */
export async function openRestores(home: string, restoreAfterSeconds: number, nowMs: () => number): Promise<Restores> {
  const file = join(home, 'vendor-restores.json')
  const askedAtMs = new Map(Object.entries((await readJson<Record<string, number>>(file)) ?? {}))
  const secondsLeft = (identifier: string): number => {
    const asked = askedAtMs.get(identifier)
    if (asked === undefined) return restoreAfterSeconds
    return Math.max(0, Math.ceil(asked / 1000 + restoreAfterSeconds - nowMs() / 1000))
  }
  return {
    request: async (identifier) => {
      if (!askedAtMs.has(identifier)) {
        askedAtMs.set(identifier, nowMs())
        await writeJson(file, Object.fromEntries(askedAtMs))
      }
      return secondsLeft(identifier)
    },
    isReady: (identifier) => askedAtMs.has(identifier) && secondsLeft(identifier) === 0,
  }
}
