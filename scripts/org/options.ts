import { parseArgs } from 'node:util'
import { refuse } from './refuse.ts'

/** Which org a command works on. */
export interface OrgOptions {
  targetOrg: string | undefined
  /** Only ask the org whether it would accept it. */
  validate: boolean
}

/** Reads `--target-org ALIAS` and `--validate`. Without an alias, sf takes its default org. */
export function readOrgOptions(): OrgOptions {
  try {
    const { values } = parseArgs({
      options: { 'target-org': { type: 'string', short: 'o' }, validate: { type: 'boolean', default: false } },
    })
    return { targetOrg: values['target-org'], validate: values.validate }
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

/** The org as arguments of sf. */
export function orgArguments(targetOrg: string | undefined): string[] {
  return targetOrg === undefined ? [] : ['--target-org', targetOrg]
}
