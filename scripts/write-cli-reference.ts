import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withCommandReference } from '../server/commands/command-reference.ts'
import { buildProgram } from '../server/commands/program.ts'
import type { CommandTools } from '../server/commands/tools.ts'

/** Writes what the commands say of themselves into `docs/cli.md`. Nothing is run, so none of the tools is needed. */
const page = join(import.meta.dirname, '..', 'docs', 'cli.md')
await writeFile(page, withCommandReference(await readFile(page, 'utf8'), buildProgram({} as CommandTools)))
