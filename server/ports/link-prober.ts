/** Opens a URL as a user would, without any credential of ours, reading at most a few bytes. */
export interface LinkProber {
  open(url: string): Promise<LinkAnswer>
}

export interface LinkAnswer {
  isOpen: boolean
  /** HTTP status; null when no answer came. */
  status: number | null
  /** Size of the whole object as the answer says; null when it does not. */
  sizeBytes: number | null
  latencyMs: number
  /** Why it did not open, as a sentence; null when it did. */
  problem: string | null
}
