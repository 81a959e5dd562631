import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { Command } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addReport } from '../../server/commands/report.ts'
import type { CommandTools } from '../../server/commands/tools.ts'
import { TransientError } from '../../server/domain/errors.ts'
import type { ReportFormat, ReportSelection } from '../../server/domain/report/report.ts'
import type { ReportServices } from '../../server/operations/reports/services.ts'
import { limitStreams } from '../../server/operations/reports/stream-limit.ts'
import { ACCOUNT_ID, buildRun, memoryServices } from '../http/memory-services.ts'

const run = buildRun({ number: 14 })
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doclift-report-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function* two() {
  yield* ['one\n', 'two\n']
}

async function* breaking() {
  yield 'one\n'
  throw new TransientError('database.unavailable', 'The database does not answer.')
}

/** Runs "doclift report …" over reports with this text; tells what was asked for and what came out. */
async function report(args: string[], read: () => AsyncGenerator<string> = two) {
  const asked: [ReportSelection, ReportFormat][] = []
  const openReport: ReportServices['openReport'] = async (selection, format) => {
    asked.push([selection, format])
    return { fileName: 'report', format, text: await limitStreams(1)(read) }
  }
  const services = memoryServices({ reports: { openReport } as ReportServices })
  services.runs.push(run)
  const said: string[] = []
  const output = new PassThrough()
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  const tools: Partial<CommandTools> = {
    output,
    printError: (text) => said.push(text),
    withServices: (act) => act(services, { id: 'cli:someone@host', role: 'admin' }),
  }
  addReport(program, tools as CommandTools)
  const error = await program.parseAsync(['report', ...args], { from: 'user' }).then(
    () => undefined,
    (thrown) => thrown,
  )
  return { asked, said, error, text: String(output.read() ?? '') }
}

test.each([
  [['run', '14'], { report: 'run', id: run.id }],
  [['plan', '14'], { report: 'plan', id: run.id }],
  [['before-images', '14'], { report: 'before-images', id: run.id }],
  [['side-effects', '14'], { report: 'side-effects', id: run.id }],
  [['run', run.id], { report: 'run', id: run.id }],
  [['account', ACCOUNT_ID.slice(0, 15)], { report: 'account', id: ACCOUNT_ID }],
  [['overview'], { report: 'overview' }],
  [['failures'], { report: 'failures' }],
  [['out-of-scope'], { report: 'out-of-scope' }],
  [['drift'], { report: 'drift' }],
])('"report %j" streams that report as CSV', async (args, selection) => {
  const { asked, text } = await report(args)
  expect(asked).toEqual([[selection, 'csv']])
  expect(text).toBe('one\ntwo\n')
})

test('a report is given as JSON lines when that is asked for, and in no other format', async () => {
  expect((await report(['overview', '--format', 'json'])).asked).toEqual([[{ report: 'overview' }, 'json']])
  expect((await report(['overview', '--format', 'pdf'])).error).toMatchObject({ code: 'commander.invalidArgument' })
})

test('a file is whole, private, and told', async () => {
  const path = join(folder, 'all.csv')
  const { said, text } = await report(['overview', '--out', path])
  expect([await readFile(path, 'utf8'), text]).toEqual(['one\ntwo\n', ''])
  expect((await stat(path)).mode & 0o077).toBe(0)
  expect(said).toEqual([`Written to ${path}.`])
})

test('a report that breaks off leaves no file and says why', async () => {
  const { error } = await report(['overview', '--out', join(folder, 'broken.csv')], breaking)
  expect(error).toMatchObject({ code: 'database.unavailable' })
  expect((await readdir(folder)).filter((name) => name.startsWith('broken'))).toEqual([])
})

test('a report that cannot be written says where', async () => {
  const { error } = await report(['overview', '--out', join(folder, 'missing', 'all.csv')])
  expect(error).toMatchObject({ code: 'report.not-written', message: expect.stringContaining('missing') })
})
