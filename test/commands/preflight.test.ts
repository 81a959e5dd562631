import { describe, expect, test } from 'vitest'
import { exitCodeOf } from '../../server/commands/exit-codes.ts'
import type { PreflightRequest } from '../../server/operations/preflight/make-preflight.ts'
import { memoryServices, PREFLIGHT } from '../http/memory-services.ts'
import { buildTestProgram } from '../support/program.ts'

const ACTOR = { id: 'cli:someone@host', role: 'admin' as const }

async function doclift(...args: string[]) {
  const asked: (PreflightRequest | 'newest')[] = []
  const memory = memoryServices()
  const preflight = {
    newest: async () => {
      asked.push('newest')
      return PREFLIGHT
    },
    make: async (request: PreflightRequest) => {
      asked.push(request)
      return PREFLIGHT
    },
  }
  const { program, said } = buildTestProgram({ ...memory, preflight }, ACTOR)
  const exitCode = await program.parseAsync(['preflight', ...args], { from: 'user' }).then(() => 0, exitCodeOf)
  return { exitCode, asked, ...said() }
}

describe('doclift preflight', () => {
  test('looks at the org and prints what runs on each record before the lines', async () => {
    const { asked, out } = await doclift()
    expect(asked).toEqual([{ countInOrg: null }])
    expect(out).toContain(
      '2 flows and 1 trigger run on each record.\nwarning  flows: 2 flows run on each record: A, B.',
    )
  })

  test('passes the count of an administrator on, and refuses what is no count', async () => {
    expect((await doclift('--count-in-org', '1917660')).asked).toEqual([{ countInOrg: 1_917_660 }])
    const wrong = await doclift('--count-in-org', 'many')
    expect(wrong.asked).toEqual([])
    expect(wrong.exitCode).not.toBe(0)
  })

  test('shows the newest look without a new one, as JSON when asked for', async () => {
    const { asked, out } = await doclift('--last', '--json')
    expect(asked).toEqual(['newest'])
    expect(JSON.parse(out)).toEqual(PREFLIGHT)
  })
})
