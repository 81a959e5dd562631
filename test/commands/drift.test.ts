import { describe, expect, test } from 'vitest'
import { exitCodeOf } from '../../server/commands/exit-codes.ts'
import type { Services } from '../../server/operations/services.ts'
import { memoryServices, RECORD_ID } from '../http/memory-services.ts'
import { buildTestProgram } from '../support/program.ts'

const ACTOR = { id: 'cli:someone@host', role: 'admin' as const }

type Tracking = Services['tracking']

async function doclift(args: string[], overrides: Partial<Tracking> = {}) {
  const asked: Parameters<Tracking['listDrift']>[0][] = []
  const memory = memoryServices()
  const listDrift: Tracking['listDrift'] = (options) => {
    asked.push(options)
    return memory.tracking.listDrift(options)
  }
  const services = { ...memory, tracking: { ...memory.tracking, listDrift, ...overrides } }
  const { program, said } = buildTestProgram(services, ACTOR)
  const exitCode = await program.parseAsync(args, { from: 'user' }).then(() => 0, exitCodeOf)
  return { exitCode, asked, requests: memory.requests, ...said() }
}

describe('doclift drift', () => {
  test('shows how much is open, and each finding with both values and what to do', async () => {
    const { exitCode, out } = await doclift(['drift'])
    expect(exitCode).toBe(0)
    expect(out).toMatch(/^renamed +1$/m)
    expect(out).toContain(`renamed: ${RECORD_ID} "Contract 2.pdf" of Northwind Traders`)
    expect(out).toContain('was: Contract.pdf')
    expect(out).toContain('is: Contract 2.pdf')
    expect(out).toContain('Nothing has to be done.')
  })

  test('asks for what its options say, and no more than a page', async () => {
    const { asked } = await doclift([
      'drift',
      '--kind',
      'deleted',
      '--record',
      RECORD_ID,
      '--resolved',
      '--limit',
      '900',
    ])
    expect(asked).toEqual([{ limit: 200, kind: 'deleted', recordId: RECORD_ID, withResolved: true }])
  })

  test('prints counts and findings as JSON', async () => {
    const { out } = await doclift(['drift', '--json'])
    expect(JSON.parse(out)).toMatchObject({ counts: { renamed: 1 }, items: [{ kind: 'renamed', recommendation: /./ }] })
  })

  test('says when nothing has moved', async () => {
    const nothing = { listDrift: async () => ({ items: [], nextCursor: null }), countDrift: async () => ({}) }
    expect((await doclift(['drift'], nothing)).out).toBe('Nothing has moved in Salesforce since it was copied.')
  })

  test('shows the names of hostile records without their control characters', async () => {
    const memory = memoryServices()
    const listDrift: Tracking['listDrift'] = async (options) => {
      const page = await memory.tracking.listDrift(options)
      return { ...page, items: page.items.map((finding) => ({ ...finding, recordName: '\u001b[2Jx' })) }
    }
    expect((await doclift(['drift'], { listDrift })).out).not.toContain('\u001b')
  })
})

test.each(['catch-up', 'catch_up'])('doclift run %s asks for a catch-up of everything', async (word) => {
  const { requests } = await doclift(['run', word])
  expect(requests).toEqual([{ operation: 'catch_up', scope: { kind: 'everything' }, isDryRun: false, limits: {} }])
})

test('doclift run refuses what is no operation, by name', async () => {
  const { exitCode, err, requests } = await doclift(['run', 'catch-down'])
  expect([exitCode, requests]).toEqual([2, []])
  expect(err).toContain('catch_up')
})
