import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withCommandReference } from '../../server/commands/command-reference.ts'
import { EXIT_CODE_HELP } from '../../server/commands/exit-codes.ts'
import { memoryServices } from '../http/memory-services.ts'
import { buildTestProgram } from '../support/program.ts'

const page = await readFile(join(import.meta.dirname, '../../docs/cli.md'), 'utf8')
const { program } = buildTestProgram(memoryServices(), { id: 'cli:someone@host', role: 'admin' })

test('the page has every command as the program has it; npm run docs:cli writes it', () => {
  expect(page).toContain('### `doclift run <operation>`')
  expect(page).toBe(withCommandReference(page, program))
})

test('the page has the exit codes that the help of every command has', () => {
  const inHelp = [...EXIT_CODE_HELP.matchAll(/^ {2}(\d) {2}(.+)$/gm)].map(([, code, meaning]) => ({ code, meaning }))
  const table = page.match(/<!-- exit codes -->(.*)<!-- \/exit codes -->/s)?.[1] ?? ''
  const onPage = [...table.matchAll(/^\| (\d) \| (.+) \|$/gm)].map(([, code, meaning]) => ({ code, meaning }))
  expect(inHelp.length).toBe(4)
  expect(onPage).toEqual(inHelp)
})
