/** Hosts whose pace is kept, each for itself, by what they are to a copy. */
export const PACED_HOSTS = ['source-api', 'source-files', 'store'] as const
export type PacedHost = (typeof PACED_HOSTS)[number]

/** What a copy, or looking at one again, asks. */
export const HOSTS_OF_COPY: readonly PacedHost[] = PACED_HOSTS
/** What reading the start of a document asks, and asking for its fingerprint alone. */
export const HOSTS_OF_SOURCE: readonly PacedHost[] = ['source-api', 'source-files']

/** How one host is asked by a process now. */
export interface HostPace {
  host: PacedHost
  /** Files that may ask it at the same time. */
  limit: number
  atWork: number
  /** How often the limit was lowered, since the process started. */
  slowdowns: number
  /** Whether the limit is below the setting because of what the host did. */
  isSlowed: boolean
}

const NAMES: Readonly<Record<PacedHost, string>> = {
  'source-api': "the vendor's API",
  'source-files': "the vendor's files",
  store: 'the bucket',
}

/**
 * How many files a process copies at the same time and what keeps it from more, for people.
 * @param most the setting
 */
export function describePace(hosts: readonly HostPace[], most: number): string {
  const slowed = hosts.filter(({ isSlowed }) => isSlowed).toSorted((left, right) => left.limit - right.limit)[0]
  if (slowed === undefined) return `It copies up to ${most} files at the same time.`
  return `It copies up to ${slowed.limit} files at the same time, of at most ${most}; it is slowed by ${NAMES[slowed.host]}.`
}
