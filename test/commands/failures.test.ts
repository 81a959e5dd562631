import { describe, expect, test } from 'vitest'
import { exitCodeOf } from '../../server/commands/exit-codes.ts'
import { PermanentError } from '../../server/domain/errors.ts'
import type { FailureGroup } from '../../server/operations/failures/read-failures.ts'
import type { RunFailureGroup } from '../../server/operations/failures/read-run-failures.ts'
import type { FailureSelection } from '../../server/operations/failures/retry-failures.ts'
import { buildFailureGroup, buildRunFailureGroup } from '../http/memory-diagnostics.ts'
import { buildRun, memoryServices } from '../http/memory-services.ts'
import { buildTestProgram } from '../support/program.ts'

const ACTOR = { id: 'cli:someone@host', role: 'admin' as const }

async function doclift(args: string[], groups: FailureGroup[], ofRun: RunFailureGroup[] = []) {
  const selections: FailureSelection[] = []
  const services = memoryServices({
    failures: {
      readFailures: async () => groups,
      readRunFailures: async () => ofRun,
      retryFailures: async (selection) => {
        selections.push(selection)
        if (groups.length === 0) throw new PermanentError('failures.not-found', 'Nothing has failed so.')
        const run = buildRun({ operation: 'back_up', scope: { kind: 'failures', codes: ['source.missing'] } })
        return { run, isNew: true }
      },
    },
  })
  services.runs.push(buildRun({ number: 41 }))
  const { program, said } = buildTestProgram(services, ACTOR)
  const exitCode = await program.parseAsync(args, { from: 'user' }).then(() => 0, exitCodeOf)
  return { exitCode, selections, ...said() }
}

describe('doclift failures', () => {
  test('shows each group with its count, what to do and how to try it again', async () => {
    const refused = buildFailureGroup({ class: 'switch', code: 'UNKNOWN', isRetryable: false, records: 2 })
    const { exitCode, out } = await doclift(['failures'], [buildFailureGroup(), refused])
    expect(exitCode).toBe(0)
    expect(out).toMatch(/^ +412 {2}copied +source\.missing$/m)
    expect(out).toContain('12 in the last 24 hours')
    expect(out).toContain('Ask the vendor.')
    expect(out).toContain('To try again: doclift failures retry source.missing')
    expect(out).not.toContain('retry UNKNOWN')
  })

  test('shows names from elsewhere without what could steer a terminal', async () => {
    const example = { recordId: 'a01000000000001AAA', name: '\u001b[31mred', sentence: null }
    const { out } = await doclift(['failures'], [buildFailureGroup({ example })])
    expect(out).not.toContain('\u001b')
  })

  test('says that nothing has failed, or prints JSON', async () => {
    expect((await doclift(['failures'], [])).out).toBe('Nothing has failed.')
    expect(JSON.parse((await doclift(['failures', '--json'], [buildFailureGroup()])).out)).toEqual([
      buildFailureGroup(),
    ])
  })

  test('retry starts a back-up over one code, and fails when there is nothing to try', async () => {
    const { exitCode, out, selections } = await doclift(['failures', 'retry', 'source.missing'], [buildFailureGroup()])
    expect([exitCode, selections]).toEqual([0, [{ code: 'source.missing' }]])
    expect(out).toContain('back_up of what failed with source.missing')
    expect((await doclift(['failures', 'retry', 'source.missing'], [])).exitCode).toBe(1)
  })
})

describe('doclift runs failures', () => {
  test('shows what one run could not do, with what to do about it', async () => {
    const example = { recordId: 'a01000000000001AAA', name: '\u001b[31mred', sentence: null }
    const { exitCode, out } = await doclift(['runs', 'failures', '41'], [], [buildRunFailureGroup({ example })])
    expect(exitCode).toBe(0)
    expect(out).toMatch(/^ +412 {2}source\.missing$/m)
    expect(out).toContain('Ask the vendor.')
    expect(out).not.toContain('\u001b')
  })

  test('says that nothing failed, prints JSON, and fails for a run that does not exist', async () => {
    expect((await doclift(['runs', 'failures', '41'], [])).out).toBe('Nothing failed in this run.')
    const groups = [buildRunFailureGroup()]
    expect(JSON.parse((await doclift(['runs', 'failures', '41', '--json'], [], groups)).out)).toEqual(groups)
    expect((await doclift(['runs', 'failures', '99'], [])).exitCode).toBe(1)
  })
})
