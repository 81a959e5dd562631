import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withAssumptions } from './org/conform/assumptions-page.ts'

/** Writes what is assumed of a Salesforce org into `docs/sandbox.md`. */
const page = join(import.meta.dirname, '..', 'docs', 'sandbox.md')
await writeFile(page, withAssumptions(await readFile(page, 'utf8')))
