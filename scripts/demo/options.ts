import { parseArgs } from 'node:util'

export interface DemoOptions {
  records: number
  /** Ends after the report instead of leaving everything running. */
  isOnce: boolean
  reportFile: string | undefined
  isReset: boolean
  /** Whether the odd kinds of the zoo are planted. */
  hasZoo: boolean
}

const DEFAULT_RECORDS = 500
const FEWEST_RECORDS = 50
/** With fewer the odd ones are more than the gate lets pass. */
const FEWEST_RECORDS_OF_ZOO = 400
const MOST_RECORDS = 1_000_000

/** What the demo was asked for. Throws an Error whose message is the sentence to print. */
export function readDemoOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      records: { type: 'string' },
      once: { type: 'boolean', default: false },
      report: { type: 'string' },
      reset: { type: 'boolean', default: false },
      zoo: { type: 'boolean', default: false },
    },
  })
  const records = Number(values.records ?? DEFAULT_RECORDS)
  const fewest = values.zoo ? FEWEST_RECORDS_OF_ZOO : FEWEST_RECORDS
  if (!Number.isInteger(records) || records < fewest || records > MOST_RECORDS) {
    const where = values.zoo ? ' with --zoo' : ''
    throw new Error(
      `--records must be a whole number from ${fewest} to ${MOST_RECORDS}${where}; got "${values.records}".`,
    )
  }
  return { records, isOnce: values.once, reportFile: values.report, isReset: values.reset, hasZoo: values.zoo }
}
