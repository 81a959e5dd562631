import type { Locator, Page } from './playwright.ts'
import type { Stage } from './stage.ts'
import { words } from './words.ts'

export interface Account {
  accountId: string
  name: string
  /** Ids of its documents with a copy, in the order of their ids. */
  recordIds: string[]
}

const FEWEST = 10
const MOST = 20

/** The Account of the trial: the first one that is neither tiny nor large. */
export async function trialAccount(stage: Stage): Promise<Account> {
  const { items } = await stage.get<{ items: { accountId: string; name: string; total: number }[] }>('/v1/accounts')
  const found = items.find(({ total }) => total >= FEWEST && total <= MOST)
  if (found === undefined) throw new Error('No Account fits a trial.')
  const records = await stage.recordsOf(found.accountId)
  const copied = records.filter(({ copyState }) => copyState === 'verified')
  return { ...found, recordIds: copied.map(({ recordId }) => recordId) }
}

/** Opens the page of an Account and waits for its documents. */
export async function openAccount(
  stage: Stage,
  { accountId }: Account,
  persona?: string,
  width?: number,
): Promise<Page> {
  const page = await stage.open(`/lightning/r/Account/${accountId}/view`, persona, width)
  await page.getByLabel(words('Panel_Find')).waitFor()
  return page
}

/** The row of a document on the page of its Account. */
export function rowOf(page: Page, name: string): Locator {
  return page.getByRole('article', { name, exact: true })
}
