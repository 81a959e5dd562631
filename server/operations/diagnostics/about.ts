import type { Binding, Environment } from '../../domain/org/identity.ts'

/** What a process knows of the installation it serves, besides its ports. */
export interface About {
  /** Version of Doclift. */
  version: string
  environment: Environment
  /** All settings, secrets replaced by a placeholder. */
  settings: Readonly<Record<string, unknown>>
  /** Hosts that webhooks may be sent to. */
  webhookHosts: readonly string[]
  /** Who owns the prefix of the bucket; undefined when nobody does yet. */
  readStamp(): Promise<Binding | undefined>
  /** Opens a connection to `host` or `host:port` and closes it. TransientError `webhook.connection` when it cannot. */
  reach(host: string, signal: AbortSignal): Promise<void>
}
