import { beforeEach, describe, expect, test } from 'vitest'
import { exitCodeOf } from '../../server/commands/exit-codes.ts'
import { buildProgram } from '../../server/commands/program.ts'
import { FatalError, TransientError } from '../../server/domain/errors.ts'
import type { Actor } from '../../server/domain/run/run.ts'
import {
  ACCOUNT_ID,
  buildRun,
  gateRefused,
  type MemoryServices,
  memoryServices,
  PLAN_HASH,
  RECORD_ID,
  REFUSED_GATE,
} from '../http/memory-services.ts'

const ACTOR: Actor = { id: 'cli:someone@host', role: 'admin' }

let services: MemoryServices
let bindings: number
beforeEach(() => {
  services = memoryServices()
  bindings = 0
})

/** Runs one command line as the process would. */
async function doclift(...args: string[]) {
  const out: string[] = []
  const err: string[] = []
  const program = buildProgram({
    print: (text) => out.push(text),
    printError: (text) => err.push(text),
    withServices: (act) => act(services, ACTOR),
    withBoundServices: (act) => {
      bindings += 1
      return act(services, ACTOR)
    },
    migrate: async () => {},
  })
  const exitCode = await program.parseAsync(args, { from: 'user' }).then(() => 0, exitCodeOf)
  return { exitCode, out: out.join('\n'), err: err.join('\n') }
}

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => [...line].length))
}

describe('doclift run', () => {
  test('plans what was asked for and proves the binding first', async () => {
    const { exitCode, out } = await doclift(
      'run',
      'back_up',
      '--account',
      ACCOUNT_ID.slice(0, 15),
      '--dry-run',
      '--first',
      '10',
    )
    expect([exitCode, bindings, out]).toEqual([0, 1, 'Run 1: back_up of 1 Accounts, dry run, planned.'])
    expect(services.requests).toEqual([
      {
        operation: 'back_up',
        scope: { kind: 'accounts', accountIds: [ACCOUNT_ID] },
        isDryRun: true,
        limits: { firstRecords: 10 },
      },
    ])
  })

  test('says how to start a switch', async () => {
    expect((await doclift('run', 'switch')).out).toContain('doclift approve 1')
  })

  test.each([
    [['run', 'delete']],
    [['run', 'back_up', '--record', 'nonsense']],
    [['run', 'back_up', '--first', '0']],
    [['run', 'back_up', '--account', ACCOUNT_ID, '--record', RECORD_ID]],
    [['walk']],
  ])('%j is wrong usage', async (args) => {
    expect((await doclift(...args)).exitCode).toBe(2)
    expect(services.requests).toEqual([])
  })

  test('--follow shows progress until the run ends, and its end decides the exit code', async () => {
    const states = ['running', 'running', 'partially_succeeded'] as const
    services.clock.sleep = async () => void Object.assign(services.runs[0] ?? {}, { state: states[++polls] })
    let polls = 0
    const planRun = services.planRun
    services.planRun = async (request, actor) => {
      const planned = await planRun(request, actor)
      Object.assign(planned.run, { state: 'running' })
      return planned
    }
    const { exitCode, out } = await doclift('run', 'back_up', '--follow')
    expect(exitCode).toBe(1)
    expect(out).toContain('Run 1: running, 3 of 4 items\nRun 1: partially succeeded, 3 of 4 items')
    expect(out).toMatch(/planned +4\npending +1\ndone +2\nconflicted +1\nleft out +2/)
  })
})

describe('doclift approve', () => {
  test('shows the gate and starts the plan as it stands', async () => {
    services.runs.push(buildRun({ number: 7 }))
    const { exitCode, out } = await doclift('approve', '7')
    expect([exitCode, services.runs[0]?.state, services.runs[0]?.approvedBy]).toEqual([0, 'approved', ACTOR.id])
    expect(out).toContain('Run 7: switch of everything, approved.')
  })

  test('exits with 3 and shows every line when the gate refuses', async () => {
    services.runs.push(buildRun({ number: 7 }))
    services.approveRun = () => Promise.reject(gateRefused())
    services.gateOf = async () => REFUSED_GATE
    const { exitCode, out } = await doclift('approve', '7', '--plan-hash', PLAN_HASH)
    expect(exitCode).toBe(3)
    for (const line of REFUSED_GATE.lines) expect(out).toContain(line.sentence)
  })

  test('refuses a plan that is still being made', async () => {
    services.runs.push(buildRun({ number: 7, planHash: null }))
    expect((await doclift('approve', '7')).exitCode).toBe(1)
  })
})

describe('other commands', () => {
  test('halt works without asking the org; resume and rollback prove the binding', async () => {
    services.runs.push(buildRun({ number: 1, state: 'running' }))
    expect((await doclift('halt', '1')).out).toContain('halted')
    expect(bindings).toBe(0)
    expect((await doclift('resume', services.runs[0]?.id ?? '')).out).toContain('approved')
    expect((await doclift('rollback', RECORD_ID.slice(0, 15))).out).toBe('Run 2: roll_back of 1 records, planned.')
    expect(bindings).toBe(2)
  })

  test('token create prints the token alone on standard output', async () => {
    services.createToken = async (request, actor) => ({
      ...request,
      id: 't',
      createdBy: actor.id,
      createdAt: '',
      expiresAt: '2026-05-30T12:00:00.000Z',
      token: 'doclift_secret',
    })
    const { exitCode, out, err } = await doclift('token', 'create', '--name', 'ci', '--role', 'operator')
    expect([exitCode, out]).toEqual([0, 'doclift_secret'])
    expect(err).toContain('role operator, valid until 2026-05-30')
    expect((await doclift('token', 'create', '--name', 'ci', '--role', 'root')).exitCode).toBe(2)
  })

  test('status shows counts, the gate and the next step, or all of it as JSON', async () => {
    services.runs.push(buildRun({ number: 3 }))
    services.gateOf = async () => REFUSED_GATE
    const { out } = await doclift('status')
    expect(out).toMatch(/verified +3\nout of scope: folder +2\ntotal +5/)
    expect(out).toContain('Newest switch plan, run 3. Gate: refused')
    expect(out).toMatch(/Next: .+\.$/)
    expect(JSON.parse((await doclift('status', '--json')).out)).toMatchObject({ overview: { total: 5 } })
  })

  test('tables fit 80 columns and cannot steer the terminal', async () => {
    const createdBy = `\u001b[31mred\u202e${'x'.repeat(100)}`
    services.runs.push(buildRun({ number: 3, createdBy }), buildRun({ number: 4 }))
    const { out } = await doclift('runs', 'list')
    expect(widest(out)).toBe(80)
    for (const steering of ['\u001b', '\u202e']) expect(out).not.toContain(steering)
  })

  test('a run that does not exist is told', async () => {
    expect((await doclift('runs', 'show', '99')).exitCode).toBe(1)
    expect((await doclift('halt', 'nonsense')).exitCode).toBe(1)
  })

  test('help ends well and documents the exit codes', async () => {
    for (const args of [['--help'], ['run', '--help'], ['token', 'create', '--help']]) {
      const { exitCode, out } = await doclift(...args)
      expect([args, exitCode]).toEqual([args, 0])
      expect(out).toContain('3  refused by a gate')
    }
  })
})

test('every kind of failure has its exit code', () => {
  expect(exitCodeOf(new FatalError('config.invalid', ''))).toBe(2)
  expect(exitCodeOf(new FatalError('installation.mismatch', ''))).toBe(3)
  expect(exitCodeOf(gateRefused())).toBe(3)
  expect(exitCodeOf(new TransientError('database.unavailable', ''))).toBe(1)
  expect(exitCodeOf('whatever')).toBe(1)
})
