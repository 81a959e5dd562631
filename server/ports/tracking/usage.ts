import type { KnownUsage } from '../../domain/org/allowance.ts'

/** What the org said last about its API requests, for all processes. */
export interface UsageStore {
  /** Undefined before the org has said anything. */
  readApiUsage(): Promise<KnownUsage | undefined>
  /** Keeps it when it is newer than what is kept. */
  saveApiUsage(usage: KnownUsage): Promise<void>
}
