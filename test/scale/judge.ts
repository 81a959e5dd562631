import { ACTS, type Act, COUNTS, type Count, type Measured } from './cost.ts'
import { growthExponent } from './growth.ts'
import type { StatusCall } from './status-calls.ts'

/** What must hold, whatever the machine. */
export interface Check {
  sentence: string
  holds: boolean
}

/** How a cost of an act grows over all sizes. */
export interface Growth {
  act: Act
  metric: Metric
  /** Undefined when it cannot be told, because it costs nothing. */
  exponent: number | undefined
}

export type Metric = Count | 'seconds'

/** What a process of Doclift may use (design.md section 10). */
const MOST_MIB = 256

/**
 * Twice the records, twice the cost, and a little for what is cut in whole pages, batches and jobs. Pages may grow a little
 * faster: the index over ten times the records may have one level more.
 */
const MOST_GROWTH: Readonly<Record<Count, number>> = {
  statements: 1.05,
  pages: 1.15,
  apiCalls: 1.05,
  storeRequests: 1.05,
  databaseBytes: 1.05,
}
/**
 * So many records come together in a page of an inventory, and each Account that they belong to is written once for the page:
 * in a small org that is one for many of them, in a large one nearly one for each. So its pages grow faster for a while, to a
 * bound that does not depend on the size of the org.
 */
const MOST_GROWTH_OF_INVENTORY: Readonly<Record<Count, number>> = { ...MOST_GROWTH, pages: 1.25 }
/**
 * Where nothing changed there is nothing to do, however many records there are; the database is looked at by its indexes. It is
 * over within a second, so whether a chore falls into it is chance, and one of them looks at some hundred pages.
 */
const MOST_GROWTH_WITHOUT_CHANGE: Readonly<Record<Count, number>> = {
  statements: 0.1,
  pages: 0.5,
  apiCalls: 0.1,
  storeRequests: 0.1,
  databaseBytes: 1.05,
}

const LIMITS: { readonly [Name in Act]?: Readonly<Record<Count, number>> } = {
  inventory: MOST_GROWTH_OF_INVENTORY,
  'catch-up, nothing changed': MOST_GROWTH_WITHOUT_CHANGE,
}

/** So much at most for the run itself, and so much for each record. */
interface Allowance {
  fixed: number
  perRecord: number
}

const DATABASE: Allowance = { fixed: 8_000_000, perRecord: 8_000 }

/** Most is done for hundreds or thousands of records together, so a record is a small part of a statement or a call. */
const MOST: Readonly<Record<Act, Partial<Record<Count, Allowance>>>> = {
  inventory: {
    statements: { fixed: 400, perRecord: 0.01 },
    pages: { fixed: 50_000, perRecord: 40 },
    apiCalls: { fixed: 15, perRecord: 0.000_02 },
    databaseBytes: { fixed: 4_000_000, perRecord: 3_000 },
  },
  'back-up': {
    statements: { fixed: 800, perRecord: 0.4 },
    apiCalls: { fixed: 15, perRecord: 0 },
    storeRequests: { fixed: 50, perRecord: 1 },
    databaseBytes: DATABASE,
  },
  'catch-up, nothing changed': {
    statements: { fixed: 400, perRecord: 0 },
    // One look at each of a million records would be tens of thousands.
    pages: { fixed: 5_000, perRecord: 0 },
    apiCalls: { fixed: 10, perRecord: 0 },
    storeRequests: { fixed: 5, perRecord: 0 },
  },
  switch: {
    statements: { fixed: 800, perRecord: 0.05 },
    apiCalls: { fixed: 60, perRecord: 0.003 },
    storeRequests: { fixed: 400, perRecord: 0.001 },
    databaseBytes: DATABASE,
  },
  'catch-up after the switch': {
    statements: { fixed: 400, perRecord: 0.01 },
    apiCalls: { fixed: 15, perRecord: 0.001 },
    storeRequests: { fixed: 5, perRecord: 0 },
  },
  'rollback of a tenth': {
    statements: { fixed: 600, perRecord: 0.01 },
    apiCalls: { fixed: 40, perRecord: 0.001 },
    storeRequests: { fixed: 20, perRecord: 0 },
    databaseBytes: DATABASE,
  },
}

/** A screen of fifty rows with what is read beside each, by indexes of up to four levels. */
const MOST_PAGES_OF_A_CALL = 400

/** All that is told of growth, in the order of the acts. */
export function growthOf(measured: readonly Measured[]): Growth[] {
  return ACTS.flatMap((act) =>
    (['seconds', ...COUNTS] as const).map((metric) => ({
      act,
      metric,
      exponent: growthExponent(
        measured.filter((one) => one.act === act).map(({ records, cost }) => ({ records, cost: cost[metric] })),
      ),
    })),
  )
}

/** Judges all sizes together. */
export function judge(measured: readonly Measured[], statusCalls: readonly StatusCall[]): Check[] {
  return [
    ...growthOf(measured).flatMap(checkGrowth),
    ...measured.flatMap(checkMemory),
    ...measured.flatMap(checkCounts),
    ...statusCalls.flatMap(checkStatusCall),
  ]
}

function checkGrowth({ act, metric, exponent }: Growth): Check[] {
  if (metric === 'seconds' || exponent === undefined) return []
  const limits = LIMITS[act] ?? MOST_GROWTH
  const sentence = `${act}: ${metric} grow with the power ${exponent.toFixed(2)} of the records; ${limits[metric]} is allowed.`
  return [{ sentence, holds: exponent <= limits[metric] }]
}

function checkMemory({ act, records, cost: { memory } }: Measured): Check[] {
  if (memory === undefined) return []
  return (['worker', 'service'] as const).map((name) => ({
    sentence: `${act} of ${records}: a ${name} used ${memory[name].toFixed(0)} MiB; ${MOST_MIB} are allowed.`,
    holds: memory[name] <= MOST_MIB,
  }))
}

function checkCounts({ act, records, cost }: Measured): Check[] {
  return Object.entries(MOST[act]).map(([name, { fixed, perRecord }]) => {
    const [found, most] = [cost[name as Count], fixed + perRecord * records]
    return {
      sentence: `${act} of ${records}: ${found} ${name}; ${Math.floor(most)} are allowed.`,
      holds: found <= most,
    }
  })
}

function checkStatusCall(call: StatusCall, _: number, all: readonly StatusCall[]): Check[] {
  const { records, name, statements, pages } = call
  const fewest = Math.min(...all.filter((one) => one.name === name).map((one) => one.statements))
  return [
    {
      sentence: `${name}: ${statements} statements with ${records} records; with another number there are ${fewest}.`,
      holds: statements === fewest,
    },
    {
      sentence: `${name}: ${pages} pages with ${records} records; ${MOST_PAGES_OF_A_CALL} are allowed.`,
      holds: pages <= MOST_PAGES_OF_A_CALL,
    },
  ]
}
