import type { StageOptions } from '../stage.ts'
import type { Measured } from './budgets.ts'
import { type Cost, costOf } from './cost.ts'
import { openEmpty } from './empty-stage.ts'

const REPETITIONS = 3

/** Takes inventories of an org of this size, the first into an empty ledger, and says what each cost. */
export async function measureInventories(options: StageOptions): Promise<Measured> {
  await using running = new AsyncDisposableStack()
  const { records, say, signal } = options
  const subject = await openEmpty(running, options)
  say(`Taking inventory of ${records.toLocaleString('en')} records ${REPETITIONS} times`)
  const costs: Cost[] = []
  while (costs.length < REPETITIONS) costs.push(await costOf(subject, 'inventory', signal))
  return { act: 'inventory', records, costs }
}
