/** How many entries org and ledger had when an inventory ended. */
export interface EntryCount {
  /** As the org counts the object, for the integration user. */
  inOrg: number
  /** Entries of the ledger that were not deleted. */
  inLedger: number
  /** ISO 8601, UTC. */
  countedAt: string
}

/**
 * What it means that org and ledger count differently, as sentences; null when they agree or nothing was counted. Neither
 * count holds what sharing hides from the integration user all the time; a person has to compare with an administrator's.
 */
export function countWarning(count: EntryCount | null): string | null {
  if (count === null || count.inOrg === count.inLedger) return null
  const found = `Salesforce counts ${count.inOrg} entries; the inventory found ${count.inLedger}.`
  const meaning = count.inOrg > count.inLedger ? MORE_IN_ORG : MORE_IN_LEDGER
  return `${found} ${meaning} Run the inventory again. If it stays so, compare with what an administrator counts.`
}

const MORE_IN_ORG = 'Entries came meanwhile, or the integration user was only then allowed to see them.'
const MORE_IN_LEDGER = 'Entries were deleted meanwhile, or sharing came to hide them from the integration user.'
