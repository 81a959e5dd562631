import type { Place } from './place.ts'

/** What one read of the API asks the database. */
export interface StatusCall {
  records: number
  name: string
  statements: number
  pages: number
}

/** Of several calls the least counts, because the service also keeps house. */
const CALLS = 5
const PAGE = 50

/**
 * What the reads of a screen cost when all has been done and nobody works. The statistics of the planner are new, as those
 * that PostgreSQL keeps by itself are after a while.
 */
export async function measureStatusCalls(place: Place): Promise<StatusCall[]> {
  await place.stopWorkers()
  await place.ledger.query('vacuum analyze')
  const measured: StatusCall[] = []
  for (const [name, path] of Object.entries(await pathsOf(place))) measured.push(await measure(place, name, path))
  return measured
}

async function pathsOf({ ledger, service }: Place): Promise<Record<string, string>> {
  const { rows } = await ledger.query<{ account: string; run: string }>(LARGEST)
  const { account, run } = rows[0]!
  const backUp = (await service.api.runs('back_up'))[0]?.id
  return {
    overview: '/v1/overview',
    Accounts: `/v1/accounts?limit=${PAGE}`,
    'Accounts by attention': `/v1/accounts?limit=${PAGE}&sort=-needsAttention`,
    'one Account': `/v1/accounts/${account}`,
    'records of an Account': `/v1/accounts/${account}/records?limit=${PAGE}`,
    records: `/v1/records?limit=${PAGE}`,
    'records by state': `/v1/records?limit=${PAGE}&state=confirmed`,
    runs: '/v1/runs',
    'one run': `/v1/runs/${run}`,
    'items of a run': `/v1/runs/${run}/items?limit=${PAGE}`,
    'items by outcome': `/v1/runs/${backUp}/items?limit=${PAGE}&outcome=failed`,
    'failures of a run': `/v1/runs/${backUp}/failures`,
    failures: '/v1/failures',
    series: '/v1/overview/series?by=hour',
    drift: `/v1/drift?limit=${PAGE}`,
  }
}

const LARGEST = `
select
  (select account_id from accounts order by record_count desc, account_id limit 1) as account,
  (select id from runs where operation = 'switch' order by number desc limit 1) as run`

async function measure({ records, service, postgres }: Place, name: string, path: string): Promise<StatusCall> {
  const found: { statements: number; pages: number }[] = []
  while (found.length < CALLS) {
    const before = await postgres.asked()
    await requireAnswer(service.url + path, service.token)
    const after = await postgres.asked()
    found.push({ statements: after.statements - before.statements, pages: after.pages - before.pages })
  }
  const least = (of: 'statements' | 'pages') => Math.min(...found.map((one) => one[of]))
  return { records, name, statements: least('statements'), pages: least('pages') }
}

async function requireAnswer(url: string, token: string): Promise<void> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`Expected an answer from ${url}; got ${answer.status}.`)
}
