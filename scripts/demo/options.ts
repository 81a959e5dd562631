import { parseArgs } from 'node:util'

export interface DemoOptions {
  records: number
  /** Ends after the report instead of leaving everything running. */
  isOnce: boolean
  reportFile: string | undefined
  isReset: boolean
}

const DEFAULT_RECORDS = 500
const FEWEST_RECORDS = 50
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
    },
  })
  const records = Number(values.records ?? DEFAULT_RECORDS)
  if (!Number.isInteger(records) || records < FEWEST_RECORDS || records > MOST_RECORDS) {
    throw new Error(
      `--records must be a whole number from ${FEWEST_RECORDS} to ${MOST_RECORDS}; got "${values.records}".`,
    )
  }
  return { records, isOnce: values.once, reportFile: values.report, isReset: values.reset }
}
