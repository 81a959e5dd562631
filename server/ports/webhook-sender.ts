export interface WebhookAnswer {
  /** Null when there was no answer. */
  status: number | null
  /**
   * Null when it was delivered. Else `webhook.refused` (another status than 2xx), `webhook.timeout`, `webhook.connection`,
   * `webhook.host-not-allowed`, `webhook.address-not-allowed`.
   */
  code: string | null
  durationMs: number
  /** The receiver asked to wait this long. */
  retryAfterMs: number | undefined
}

/** The way out to webhooks: only to hosts of the settings, never to addresses inside a network, never along a redirect. */
export interface WebhookSender {
  /** Why this address may not be sent to, as a part of a sentence that names its host only; undefined when it may. */
  refusalOf(url: string): string | undefined
  /**
   * Sends one POST, once, and reads no more of the answer than its head. It throws only the signal's reason, when aborted.
   */
  send(request: {
    url: string
    headers: Readonly<Record<string, string>>
    body: string
    signal: AbortSignal
  }): Promise<WebhookAnswer>
}
