import { expect, test } from 'vitest'
import { exitCodeOf } from '../../server/commands/exit-codes.ts'
import { PermanentError } from '../../server/domain/errors.ts'
import type { SweepResult } from '../../server/domain/housekeeping/sweep.ts'
import type { HousekeepingServices } from '../../server/operations/housekeeping/services.ts'
import { memoryServices } from '../http/memory-services.ts'
import { buildTestProgram } from '../support/program.ts'

const ACTOR = { id: 'cli:someone@host', role: 'admin' as const }
const FOUND: SweepResult[] = [
  { subject: 'uploads', found: 3, removed: 0, sentence: null },
  { subject: 'ingest-jobs', found: 0, removed: 0, sentence: 'Unfinished jobs were left alone: 750x.' },
]
const SWEPT = FOUND.map((result) => ({ ...result, removed: result.found }))

async function doclift(args: string[], overrides: Partial<HousekeepingServices> = {}) {
  const housekeeping = { find: async () => FOUND, sweep: async () => SWEPT, ...overrides }
  const { program, said } = buildTestProgram({ ...memoryServices(), housekeeping }, ACTOR)
  const exitCode = await program.parseAsync(['housekeeping', ...args], { from: 'user' }).then(() => 0, exitCodeOf)
  return { exitCode, ...said() }
}

test('housekeeping shows what went, with what a person should know', async () => {
  const { exitCode, out } = await doclift([])
  expect(exitCode).toBe(0)
  expect(out).toMatch(/^abandoned uploads +3 +3$/m)
  expect(out).toContain('ingest jobs nobody asks about: Unfinished jobs were left alone: 750x.')
  expect(out).not.toContain('Nothing was removed.')
})

test('a dry run removes nothing and says so', async () => {
  const { out } = await doclift(['--dry-run'], { sweep: () => Promise.reject(new Error('It must not sweep.')) })
  expect(out).toMatch(/^abandoned uploads +3 +0$/m)
  expect(out).toContain('Nothing was removed.')
})

test('machines get the same as JSON', async () => {
  expect(JSON.parse((await doclift(['--json'])).out)).toEqual(SWEPT)
})

test('while another process sweeps it ends with an error', async () => {
  const sweep = () => Promise.reject(new PermanentError('housekeeping.at-work', 'Another process sweeps now.'))
  expect((await doclift([], { sweep })).exitCode).not.toBe(0)
})
