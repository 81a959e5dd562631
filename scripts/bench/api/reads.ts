import type { Overview } from '../../../server/ports/tracking/reads.ts'
import type { Get } from '../stage.ts'

/** One kind of read, with the addresses it is asked by in turn. */
export interface Read {
  name: string
  paths: readonly string[]
  /** Budget of the 95th percentile, in milliseconds; absent where there is none. */
  budgetMs?: number
}

interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}

/** Items of a list and the addresses of its pages. */
interface Walked<Item> {
  items: Item[]
  paths: string[]
}

interface Account {
  accountId: string
  total: number
}

interface FileRecord {
  recordId: string
}

/** Budget of overview, account list and record list, with a million records and a run active. */
const BUDGET_MS = 100
const LARGEST_PAGE = 200
const LARGE_ACCOUNTS = 20
const MOST_PATHS = 200
const PAGES_OF_A_LIST = 20

/**
 * The main reads, as automation and the app ask them, over the data that is there: pages of 50 from all over each list,
 * Accounts of every size with the largest asked for as often as all others, and a large run.
 */
export async function mainReads(get: Get): Promise<Read[]> {
  const runs = (await get<Page<{ id: string; operation: string }>>('/v1/runs')).items
  const backUps = runs.filter((run) => run.operation === 'back_up').map((run) => run.id)
  const [activeRun = '', largeRun = ''] = backUps
  const items = `/v1/runs/${largeRun}/items`
  const failed = await walk(get, `${items}?outcome=failed&limit=${LARGEST_PAGE}`, Number.POSITIVE_INFINITY)
  const byOutcome = failed.paths.map(withUsualLimit)
  return [
    { name: 'overview', paths: ['/v1/overview'], budgetMs: BUDGET_MS },
    ...(await accountReads(get)),
    ...(await recordReads(get)),
    { name: 'runs', paths: ['/v1/runs'] },
    { name: 'one run', paths: [activeRun, largeRun].map((id) => `/v1/runs/${id}`) },
    { name: 'items of a run', paths: byOutcome.map((path) => path.replace('outcome=failed&', '')) },
    { name: 'items by outcome', paths: byOutcome },
    { name: 'failures', paths: ['/v1/failures'] },
    { name: 'series', paths: ['hour', 'day'].map((by) => `/v1/overview/series?by=${by}`) },
  ]
}

async function accountReads(get: Get): Promise<Read[]> {
  const all = await walk<Account>(get, `/v1/accounts?limit=${LARGEST_PAGE}`, Number.POSITIVE_INFINITY)
  const accounts = mixOf(all.items).map((account) => account.accountId)
  const largest = await walk(get, `/v1/accounts/${accounts[0]}/records`)
  const scoped = (state: string) => accounts.map((id) => `/v1/records?accountId=${id}&state=${state}`)
  return [
    { name: 'accounts', paths: all.paths.map(withUsualLimit), budgetMs: BUDGET_MS },
    { name: 'accounts, 200 a page', paths: all.paths, budgetMs: BUDGET_MS },
    { name: 'one account', paths: accounts.map((id) => `/v1/accounts/${id}`) },
    {
      name: 'records of an account',
      paths: [...accounts.map((id) => `/v1/accounts/${id}/records`), ...largest.paths],
      budgetMs: BUDGET_MS,
    },
    { name: 'account and state', paths: [...scoped('verified'), ...scoped('failed')], budgetMs: BUDGET_MS },
  ]
}

/** The largest and as many others, spread over all. */
function mixOf(accounts: readonly Account[]): Account[] {
  const largest = accounts.toSorted((a, b) => b.total - a.total).slice(0, LARGE_ACCOUNTS)
  const step = Math.max(1, Math.floor(accounts.length / LARGE_ACCOUNTS))
  return largest.flatMap((account, index) => [account, accounts[(index * step) % accounts.length]!])
}

async function recordReads(get: Get): Promise<Read[]> {
  const [verified, failed, confirmed] = [
    await walk<FileRecord>(get, '/v1/records?state=verified'),
    await walk<FileRecord>(get, `/v1/records?state=failed&limit=${LARGEST_PAGE}`, Number.POSITIVE_INFINITY),
    await walk<FileRecord>(get, '/v1/records?state=confirmed'),
  ]
  const byState = [...verified.paths, ...failed.paths.map(withUsualLimit), ...confirmed.paths]
  // Failed records lie all over the ids, so the cursors of their list lead to every part of the list of all.
  const all = failed.paths.map((path) => path.replace('state=failed&', ''))
  const some = evenly([...verified.items, ...failed.items, ...confirmed.items], MOST_PATHS)
  return [
    { name: 'records', paths: all.map(withUsualLimit), budgetMs: BUDGET_MS },
    { name: 'records, 200 a page', paths: all, budgetMs: BUDGET_MS },
    { name: 'records by state', paths: byState, budgetMs: BUDGET_MS },
    { name: 'one record', paths: some.map(({ recordId }) => `/v1/records/${recordId}`) },
    { name: 'history of a record', paths: some.map(({ recordId }) => `/v1/records/${recordId}/history`) },
  ]
}

/** Reads a list from its beginning, page by page. */
async function walk<Item>(get: Get, path: string, mostPages = PAGES_OF_A_LIST): Promise<Walked<Item>> {
  const walked: Walked<Item> = { items: [], paths: [path] }
  for (;;) {
    const page = await get<Page<Item>>(walked.paths.at(-1)!)
    walked.items.push(...page.items)
    if (page.nextCursor === null || walked.paths.length >= mostPages) return walked
    walked.paths.push(`${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(page.nextCursor)}`)
  }
}

/** @throws Error when the service does not show the ledger that is to be measured, with a run at work */
export async function requireLedger(get: Get, records: number): Promise<string> {
  const { total, unfinishedRuns } = await get<Overview>('/v1/overview')
  const active = unfinishedRuns.find((run) => run.state === 'running')
  if (total === records && active) return active.id
  throw new Error(
    `Expected ${records} records and a running run; the service shows ${total} and ${active?.id ?? 'none'}.`,
  )
}

function withUsualLimit(path: string): string {
  return path.replace(`limit=${LARGEST_PAGE}`, 'limit=50')
}

/** About so many items, evenly from all. */
function evenly<Item>(items: readonly Item[], count: number): Item[] {
  const step = Math.ceil(items.length / count)
  return items.filter((_, index) => index % step === 0)
}
