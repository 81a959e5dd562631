/** Time and identity, as arguments: domain and operations never ask the machine. */
export interface Clock {
  now(): Date
  /** Waits; rejects with the signal's reason when it is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

export interface Ids {
  /** A UUID of version 7: sortable by creation. */
  next(): string
}
