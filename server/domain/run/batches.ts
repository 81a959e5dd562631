/** How the items of a run are cut into batches (design.md section 7 step 4). */

export interface AccountItems {
  accountId: string
  itemCount: number
}

/** Rows `fromRow` to `toRow` (from 1, both included) of an Account's items, in record id order, go into one batch. */
export interface BatchPart {
  batchNumber: number
  accountId: string
  fromRow: number
  toRow: number
  /** Of a switch: the cohort that the batch belongs to. */
  cohort?: number
}

/** How many Accounts of a plan are named before its start. */
const LARGEST_SHOWN = 5

/** The Accounts with most items, the largest first: their records wait for each other when others write to the same Account. */
export function largestAccounts(parts: readonly BatchPart[]): AccountItems[] {
  const counts = new Map<string, number>()
  for (const { accountId, fromRow, toRow } of parts) {
    counts.set(accountId, (counts.get(accountId) ?? 0) + toRow - fromRow + 1)
  }
  return [...counts]
    .map(([accountId, itemCount]) => ({ accountId, itemCount }))
    .sort((one, other) => other.itemCount - one.itemCount || (one.accountId < other.accountId ? -1 : 1))
    .slice(0, LARGEST_SHOWN)
}

/**
 * Cuts a plan at Account boundaries into batches of at most `maxItems`. Whole Accounts share a batch while they fit; an
 * Account larger than a batch becomes successive batches of its own, which are never worked on in parallel.
 * @param accounts in the order in which they are to be worked on
 */
export function cutBatches(accounts: readonly AccountItems[], maxItems: number): BatchPart[] {
  const parts: BatchPart[] = []
  let batchNumber = 1
  let itemsInBatch = 0
  for (const { accountId, itemCount } of accounts) {
    if (itemsInBatch > 0 && itemsInBatch + Math.min(itemCount, maxItems) > maxItems) {
      batchNumber += 1
      itemsInBatch = 0
    }
    for (let fromRow = 1; fromRow <= itemCount; fromRow += maxItems) {
      if (fromRow > 1) batchNumber += 1
      const toRow = Math.min(fromRow + maxItems - 1, itemCount)
      parts.push({ batchNumber, accountId, fromRow, toRow })
      itemsInBatch = fromRow > 1 ? toRow - fromRow + 1 : itemsInBatch + toRow
    }
  }
  return parts
}
