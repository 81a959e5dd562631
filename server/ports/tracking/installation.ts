import type { Binding } from '../../domain/org/identity.ts'

/** What this database is bound to (invariant 13). */
export interface InstallationStore {
  /** Binds an unbound database; a bound one stays as it is. Returns what holds. Audited when it binds. */
  bind(binding: Binding, actorId: string, at: Date): Promise<Binding>
  readBinding(): Promise<Binding | undefined>
  /** The time of the database, which is the time of the installation. */
  readTime(): Promise<Date>
}
