import { parseArgs } from 'node:util'
import { refuse } from '../refuse.ts'

export interface ConformOptions {
  /** Where the report is written. */
  out: string
  /** Nobody is asked. */
  isConfirmed: boolean
}

const USAGE = 'Usage: npm run org:conform -- [--out conformance.json] [--yes]'

/** Reads the command line; a wrong one ends the command with a sentence. */
export function readConformOptions(): ConformOptions {
  try {
    const { values } = parseArgs({
      options: { out: { type: 'string', default: 'conformance.json' }, yes: { type: 'boolean', default: false } },
    })
    return { out: values.out, isConfirmed: values.yes }
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
  }
}
