import { describe, expect, test } from 'vitest'
import { exitCodeOf } from '../../server/commands/exit-codes.ts'
import type { CommandTools } from '../../server/commands/tools.ts'
import { FatalError } from '../../server/domain/errors.ts'
import type { ConnectionCheck } from '../../server/operations/diagnostics/check-connections.ts'
import { buildCheck, memoryDiagnostics } from '../http/memory-diagnostics.ts'
import { memoryServices } from '../http/memory-services.ts'
import { buildTestProgram } from '../support/program.ts'

const NOW = '2026-03-01T12:00:00.000Z'
const ACTOR = { id: 'cli:someone@host', role: 'admin' as const }

/** Runs one command line over services that find this. */
async function doclift(
  args: string[],
  checks: ConnectionCheck[] = [buildCheck()],
  tools: Partial<CommandTools> = {},
  count = { inOrg: 5, inLedger: 5 },
) {
  const services = memoryServices({ diagnostics: { ...memoryDiagnostics(), checkConnections: async () => checks } })
  const overview = { ...(await services.tracking.readOverview()), entryCount: { ...count, countedAt: NOW } }
  services.tracking.readOverview = async () => overview
  const { program, said } = buildTestProgram(services, ACTOR, tools)
  const exitCode = await program.parseAsync(args, { from: 'user' }).then(() => 0, exitCodeOf)
  return { exitCode, ...said() }
}

describe('doclift doctor', () => {
  test('says that all is well and exits with 0, also when something cannot be told', async () => {
    const worker = buildCheck({
      name: 'worker',
      status: 'unknown',
      sentence: 'No worker can be seen.',
      advice: 'Start one.',
    })
    const { exitCode, out } = await doclift(['doctor'], [buildCheck(), worker])
    expect(exitCode).toBe(0)
    expect(out).toMatch(/^ok +node: Node\.js \d+/)
    expect(out).toMatch(/^ok +settings: All settings do\.$/m)
    expect(out).toMatch(/^ok +database: PostgreSQL answers\.$/m)
    expect(out).toMatch(/^unknown +worker: No worker can be seen\.\n +Start one\.$/m)
  })

  test('says of each failing connection what to do, and exits with 1', async () => {
    const vendor = buildCheck({
      name: 'vendor',
      status: 'failing',
      sentence: 'It said 401.',
      advice: 'Ask for a token.',
    })
    const { exitCode, out } = await doclift(['doctor'], [buildCheck(), vendor])
    expect(exitCode).toBe(1)
    expect(out).toMatch(/^FAILING +vendor: It said 401\.\n +Ask for a token\.$/m)
  })

  test('warns when the org counts other entries than the inventory found, and exits with 0', async () => {
    const { out, exitCode } = await doclift(['doctor'], [buildCheck()], undefined, { inOrg: 7, inLedger: 5 })
    expect(exitCode).toBe(0)
    expect(out).toMatch(/^unknown +coverage: Salesforce counts 7 entries; the inventory found 5\./m)
    expect((await doclift(['doctor'])).out).toMatch(/^ok +coverage: The last inventory found the 5 entries/m)
  })

  test('says where the installation stands with a report about a sandbox, and what that means for a switch', async () => {
    const { exitCode, out } = await doclift(['doctor'])
    expect(out).toMatch(
      /^unknown +conformance: No sandbox of the org was checked\.\n.*this profile does not ask for it/m,
    )
    expect(exitCode).toBe(0)
  })

  test('works without settings: it names every problem, connects to nothing and exits with 2', async () => {
    let opened = 0
    const { exitCode, out } = await doclift(['doctor'], [], {
      settingsProblems: () => ['PROFILE is missing.', 'PORT must be a number.'],
      withServices: async () => {
        opened += 1
      },
    })
    expect([exitCode, opened]).toEqual([2, 0])
    for (const problem of ['PROFILE is missing.', 'PORT must be a number.']) expect(out).toContain(problem)
    expect(out).toContain('.env.example')
  })

  test('says what to do when the database cannot be opened at all', async () => {
    const { exitCode, out } = await doclift(['doctor'], [], {
      withServices: () => Promise.reject(new FatalError('database.schema', 'The database has schema version 3.')),
    })
    expect(exitCode).toBe(1)
    expect(out).toMatch(/^FAILING +database: The database has schema version 3\.\n.*doclift db migrate/m)
  })

  test('prints all of it as JSON, with the same exit code', async () => {
    const vendor = buildCheck({ name: 'vendor', status: 'failing', advice: 'Ask.' })
    const { exitCode, out } = await doclift(['doctor', '--json'], [vendor])
    expect(exitCode).toBe(1)
    expect(JSON.parse(out)).toMatchObject([
      { name: 'node', status: 'ok' },
      { name: 'settings', status: 'ok' },
      { name: 'vendor', status: 'failing', advice: 'Ask.' },
      { name: 'coverage', status: 'ok' },
      { name: 'conformance', status: 'unknown' },
    ])
  })
})

describe('doclift support-bundle', () => {
  test('prints the bundle, or writes it to a file and says where', async () => {
    const printed = await doclift(['support-bundle'])
    expect(JSON.parse(printed.out)).toMatchObject({ version: '0.1.0', profile: 'testing' })
    const written: Record<string, string> = {}
    const { exitCode, out, err } = await doclift(['support-bundle', '--out', 'bundle.json'], [], {
      writeFile: async (path, text) => {
        written[path] = text
      },
    })
    expect([exitCode, out]).toEqual([0, ''])
    expect(JSON.parse(written['bundle.json'] ?? '')).toEqual(JSON.parse(printed.out))
    expect(err).toContain('bundle.json')
  })
})
