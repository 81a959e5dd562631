import type { BenchSize } from './options.ts'
import type { BenchOutcome, BenchRow } from './result.ts'
import { faultsOf, type Measured } from './salesforce/budgets.ts'
import { measureCatchUps } from './salesforce/catch-up.ts'
import { toRows } from './salesforce/cost.ts'
import { describeGrowth } from './salesforce/growth.ts'
import { measureInventories } from './salesforce/inventory.ts'
import { measureSwitch } from './salesforce/switch.ts'
import type { StageOptions } from './stage.ts'

/** Records of each catch-up, of each inventory, and of each switch with its rollback. */
export interface SalesforceScale {
  catchUps: readonly number[]
  inventories: readonly number[]
  switches: readonly number[]
}

const [SMALL, MEDIUM, LARGE] = [10_000, 100_000, 1_000_000] as const

export const SALESFORCE_SCALES: Record<BenchSize, SalesforceScale> = {
  quick: { catchUps: [SMALL], inventories: [SMALL], switches: [SMALL] },
  standard: { catchUps: [SMALL, LARGE], inventories: [SMALL, MEDIUM], switches: [SMALL, MEDIUM] },
  full: {
    catchUps: [SMALL, MEDIUM, LARGE],
    inventories: [SMALL, MEDIUM, LARGE],
    switches: [SMALL, MEDIUM, LARGE],
  },
}

type Options = Omit<StageOptions, 'records'>

/**
 * What working with an org costs, in requests to Salesforce and to the store, in time and memory: catch-ups with nothing
 * changed, inventories, switches and rollbacks. Each is told as soon as it is measured, and at the end how the calls grow.
 */
export async function benchSalesforce(scale: SalesforceScale, options: Options): Promise<BenchOutcome> {
  const measured: Measured[] = []
  for await (const one of measureAll(scale, options)) {
    options.say(formatTable(toRows(one)))
    measured.push(one)
  }
  const rows = measured.flatMap(toRows)
  const growth = describeGrowth(measured).map((line) => `${line}\n`)
  return { rows, table: [formatTable(rows), ...growth].join(''), faults: measured.flatMap(faultsOf) }
}

async function* measureAll(scale: SalesforceScale, options: Options): AsyncGenerator<Measured> {
  for (const records of scale.catchUps) yield measureCatchUps({ ...options, records })
  for (const records of scale.inventories) yield measureInventories({ ...options, records })
  for (const records of scale.switches) yield* measureSwitch({ ...options, records })
}

function formatTable(rows: readonly BenchRow[]): string {
  const lines = rows.map(({ case: name, metric, unit, median, min, max }) =>
    [name.padEnd(18), metric.padEnd(12), median.toFixed(2).padStart(8), unit.padEnd(9), `${min}-${max}`].join(' '),
  )
  return `${lines.join('\n')}\n`
}
