/** Opens a URL as a user would, without any credential of ours, reading at most a few bytes. */
export interface LinkProber {
  /**
   * @param storedAs content type the file was stored with. A file that is itself HTML is told from a page by its size, which
   * the caller compares; an answer without one does not count as open.
   */
  open(url: string, storedAs?: string): Promise<LinkAnswer>
  /** Asks a URL where it leads, and does not go there. */
  follow(url: string): Promise<LinkDirection>
}

export interface LinkDirection {
  /** Where the URL leads; null when it leads nowhere. */
  url: string | null
  latencyMs: number
  /** Why it leads nowhere, as a sentence; null when it does not. */
  problem: string | null
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
