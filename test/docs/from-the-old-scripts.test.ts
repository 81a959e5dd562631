import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { exitCodeOf } from '../../server/commands/exit-codes.ts'
import { openTestInstallation, type TestInstallation } from '../support/installation.ts'
import { buildTestProgram } from '../support/program.ts'

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'from-the-old-scripts.md')

let doclift: TestInstallation
let folder: string

beforeAll(async () => {
  doclift = await openTestInstallation({ sandbox: { records: 80 } })
  folder = await mkdtemp(join(tmpdir(), 'doclift-old-scripts-'))
})
afterAll(async () => {
  await doclift.dispose()
  await rm(folder, { recursive: true, force: true })
})

/** The rows of the first three tables: what was called, and the commands that take its place. */
async function readRows(): Promise<{ old: string; commands: string[] }[]> {
  const text = (await readFile(PAGE, 'utf8')).split('## The later scripts')[0] ?? ''
  return [...text.matchAll(/^\| (`.*?) \| (.*?) \| .*\|$/gm)].map(([, old = '', cell = '']) => ({
    old,
    commands: [...cell.matchAll(/`doclift ([^`]*)`/g)].map(([, command = '']) => command),
  }))
}

/** Stands in for what a person would have in mind: the newest run, a switched record, a file. */
async function fillIn(command: string): Promise<string[]> {
  const { tracking } = doclift.services
  const [run] = (await tracking.listRuns({ limit: 1 })).items
  const [record] = (await tracking.listRecords({ limit: 1, state: 'confirmed' })).items
  const values: Record<string, string | undefined> = {
    N: String(run?.number),
    RECORD: record?.recordId,
    FILE: join(folder, 'export.csv'),
  }
  return command.split(' ').map((word) => values[word] ?? word)
}

test('every command that takes the place of an old one works, in the order of the page', async () => {
  const rows = await readRows()
  expect(rows.length).toBeGreaterThan(20)
  for (const { old, commands } of rows) {
    for (const command of commands) {
      const { exitCode, out, err } = await run(await fillIn(command))
      const isDone = exitCode === 0 || (command.includes('--follow') && err.includes('partially succeeded'))
      expect({ old, command, isDone, err: isDone ? '' : err }).toEqual({ old, command, isDone: true, err: '' })
      expect(out.length + err.length).toBeGreaterThan(0)
    }
  }
  const { byState } = await doclift.services.tracking.readOverview()
  expect(byState.confirmed).toBeUndefined()
  expect(byState.rolled_back).toBeGreaterThan(1)
  expect((await stat(join(folder, 'export.csv'))).size).toBeGreaterThan(100)
})

test('every old row names its successor, or why there is none', async () => {
  const text = await readFile(PAGE, 'utf8')
  const rows = [...text.matchAll(/^\| .*\|$/gm)].map(([row]) => row).filter((row) => !row.includes('| Old |'))
  expect(rows.filter((row) => !/`doclift |not replaced|Joins with|joins with/i.test(row))).toEqual([])
})

async function run(args: string[]) {
  const { program, said } = buildTestProgram(doclift.services, doclift.actor)
  const exitCode = await program.parseAsync(args, { from: 'user' }).then(() => 0, exitCodeOf)
  return { exitCode, ...said() }
}
