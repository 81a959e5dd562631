import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../../../server/adapters/postgres/embedded.ts'
import { startSandbox } from '../../../test/sandbox/client.ts'
import { startService } from '../../demo/service.ts'
import { serviceSettings } from '../../demo/settings.ts'
import type { BenchRow } from '../result.ts'
import type { StageOptions } from '../stage.ts'
import { type Cost, costOf, mostOf, type Subject, toRows } from './cost.ts'

const REPETITIONS = 3
/** Of an inventory of any number of records up to a million. */
const BUDGET_API_CALLS = 30

/** Takes inventories of an org of this size, the first into an empty ledger, and says what each cost. */
export async function measureInventories(options: StageOptions): Promise<Cost[]> {
  await using running = new AsyncDisposableStack()
  const subject = await openEmpty(running, options)
  options.say(`Taking inventory of ${options.records.toLocaleString('en')} records ${REPETITIONS} times`)
  const costs: Cost[] = []
  while (costs.length < REPETITIONS) costs.push(await costOf(subject, 'inventory', options.signal))
  return costs
}

/** A service on an empty ledger. All of it is deleted at the end. */
async function openEmpty(running: AsyncDisposableStack, { keptIn, records, say }: StageOptions): Promise<Subject> {
  const home = join(keptIn, `empty-${records}`)
  const removeAll = async () => {
    await removeEmbeddedPostgres(home)
    await rm(home, { recursive: true, force: true })
  }
  await removeAll()
  running.defer(removeAll)
  await mkdir(home, { recursive: true })
  running.adopt(await startEmbeddedPostgres({ home, log: say }), (it) => it.stop())
  const org = { home: join(home, 'sandbox'), records, seed: 'bench' }
  const sandbox = running.adopt(await startSandbox(org), (it) => it.stop())
  const settings = await serviceSettings(home, sandbox.info)
  const service = running.adopt(await startService(settings, join(home, 'service.log')), (it) => it.stop())
  return { sandbox, service }
}

export function toInventoryRows(records: number, costs: readonly Cost[]): BenchRow[] {
  return toRows(`inventory ${records}`, costs)
}

/** Calls are counted and must never be more than allowed, whatever the size. */
export function faultsOfInventories(records: number, costs: readonly Cost[]): string[] {
  const { apiCalls } = mostOf(costs)
  if (apiCalls <= BUDGET_API_CALLS) return []
  return [`An inventory of ${records} records made ${apiCalls} API calls; ${BUDGET_API_CALLS} are allowed.`]
}
