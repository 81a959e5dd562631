import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { exitCodeOf } from '../../server/commands/exit-codes.ts'
import { outcomeOf, standingOf } from '../../server/domain/conform/judge.ts'
import type { ConformReport } from '../../server/domain/conform/report.ts'
import { toDocliftError } from '../../server/domain/errors.ts'
import type { ConformServices } from '../../server/operations/conform/services.ts'
import { memoryServices } from '../http/memory-services.ts'
import { buildReport, checksWith, fileOf, reportKey } from '../support/conform-report.ts'
import { buildTestProgram } from '../support/program.ts'

const ACTOR = { id: 'cli:someone@host', role: 'admin' as const }
const key = reportKey()
const NOW = new Date()

/** Services that take any report, and stand by the one that was given. */
function conformOf(report: ConformReport | undefined, bytes: Uint8Array[]): ConformServices {
  const imported = (one: ConformReport) => ({
    ...{ id: 'id', report: one, outcome: outcomeOf(one) },
    ...{ importedAt: NOW.toISOString(), importedBy: ACTOR.id },
  })
  return {
    importReport: async (given) => {
      bytes.push(given)
      return imported(JSON.parse(Buffer.from(given).toString()))
    },
    readStanding: async () => ({
      ...standingOf(report, { apiVersion: '67.0', names: buildReport(key).names, keyIds: [key.keyId] }, NOW),
      newest: report ? imported(report) : null,
      isRequired: true,
    }),
  }
}

async function doclift(report: ConformReport | undefined, ...args: string[]) {
  const bytes: Uint8Array[] = []
  const { program, said } = buildTestProgram({ ...memoryServices(), conform: conformOf(report, bytes) }, ACTOR)
  const ended = program.parseAsync(['conform', ...args], { from: 'user' })
  const error = await ended.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  return { bytes, code: error && toDocliftError(error).code, exitCode: error ? exitCodeOf(error) : 0, ...said() }
}

async function fileWith(report: ConformReport): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'doclift-conform-'))
  onTestFinished(() => rm(home, { recursive: true }))
  const path = join(home, 'report.json')
  await writeFile(path, fileOf(report))
  return path
}

describe('doclift conform import', () => {
  test('hands over the file byte for byte and says that it passes', async () => {
    const report = buildReport(key)
    const { bytes, exitCode, out } = await doclift(report, 'import', await fileWith(report))
    expect(bytes.map((one) => Buffer.from(one))).toEqual([fileOf(report)])
    expect(out).toContain('about the org at acme--uat.sandbox.my.salesforce.com')
    expect(exitCode).toBe(0)
  })

  test('records a report that does not pass, and ends with 1', async () => {
    const report = buildReport(key, { checks: checksWith({ 'records.exact': 'failed' }) })
    const { code, exitCode, out } = await doclift(report, 'import', await fileWith(report))
    expect(out).toContain('Recorded: the report of')
    expect({ code, exitCode }).toEqual({ code: 'conform.not-passed', exitCode: 1 })
  })

  test('a file that is not there is named', async () => {
    const { code, bytes } = await doclift(undefined, 'import', '/no/such/report.json')
    expect({ code, bytes }).toEqual({ code: 'conform.unreadable', bytes: [] })
  })
})

describe('doclift conform show', () => {
  test('without a report it says what to run', async () => {
    const { out } = await doclift(undefined, 'show')
    expect(out).toContain('Does not pass. No sandbox of the org was checked. Run "npm run org:conform"')
    expect(out).toContain('A switch is refused without it.')
  })

  test('names what was not as expected with its evidence and what it means', async () => {
    const checks = checksWith({ 'records.exact': 'failed', 'bulk-ingest.not-trimmed': 'differs' })
    const { out } = await doclift(buildReport(key, { checks, leftBehind: ['001000000000001AAA'] }), 'show')
    expect(out).toContain('FAILED   records.exact: as in the test\n         Expected: Odd values')
    expect(out).toContain('differs  bulk-ingest.not-trimmed: as in the test')
    expect(out).toContain('-        bulk-ingest.row-left-out: as in the test')
    expect(out).not.toContain('records.null')
    expect(out).toContain('Left in that org: 001000000000001AAA')
  })

  test('gives the whole report as JSON when asked for', async () => {
    const report = buildReport(key)
    const { out } = await doclift(report, 'show', '--json')
    expect(JSON.parse(out)).toMatchObject({ outcome: 'passed', newest: { report } })
  })
})
