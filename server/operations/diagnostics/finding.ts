export const CONNECTION_NAMES = ['database', 'org', 'vendor', 'versions', 'bucket', 'worker', 'webhooks'] as const
export type ConnectionName = (typeof CONNECTION_NAMES)[number]

/** What looking at a connection found. */
export interface Finding {
  status: 'ok' | 'failing' | 'unknown'
  sentence: string
  facts?: Readonly<Record<string, string | number | null>>
}

/** How to look at one connection, and what to do when it fails. */
export interface Connection {
  name: ConnectionName
  advice: string
  look(signal: AbortSignal): Promise<Finding>
}
