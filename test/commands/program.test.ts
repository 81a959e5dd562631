import { beforeEach, describe, expect, test } from 'vitest'
import { exitCodeOf } from '../../server/commands/exit-codes.ts'
import { FatalError, PermanentError, TransientError } from '../../server/domain/errors.ts'
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
import { buildTestProgram } from '../support/program.ts'

const ACTOR: Actor = { id: 'cli:someone@host', role: 'admin' }

let services: MemoryServices
let bindings: number
/** What a person types when asked; nobody is there by default. */
let typed: string | undefined
beforeEach(() => {
  services = memoryServices({ reports: {} as MemoryServices['reports'] })
  bindings = 0
  typed = undefined
})

/** Runs one command line as the process would. */
async function doclift(...args: string[]) {
  const asked: string[] = []
  const { program, said } = buildTestProgram(services, ACTOR, {
    withBoundServices: (act) => {
      bindings += 1
      return act(services, ACTOR)
    },
    ask: async (question) => {
      asked.push(question)
      return typed
    },
  })
  const exitCode = await program.parseAsync(args, { from: 'user' }).then(() => 0, exitCodeOf)
  return { exitCode, ...said(), asked: asked.join('\n') }
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
    expect([exitCode, bindings, out]).toEqual([0, 1, 'Run 1: back_up of 1 Account, the first 10, dry run, planned.'])
    expect(services.requests).toEqual([
      {
        operation: 'back_up',
        scope: { kind: 'accounts', accountIds: [ACCOUNT_ID] },
        isDryRun: true,
        limits: { firstRecords: 10 },
      },
    ])
  })

  test('takes types, a share and a number together, and says them in their order', async () => {
    const { out } = await doclift('run', 'verify', '--first', '10', '--percent', '2.5', '--types', 'PDF,.docx,pdf,')
    expect(out).toBe('Run 1: verify of everything, types pdf docx (none), 2.5 %, the first 10, planned.')
    expect(services.requests[0]?.limits).toEqual({ types: ['pdf', 'docx', ''], percentage: 2.5, firstRecords: 10 })
  })

  test('takes a level and a sample of a verification, and says both', async () => {
    const { out } = await doclift('run', 'verify', '--level', 'full', '--sample', '2.5%')
    expect(out).toBe('Run 1: verify of everything, level full, a sample of 2.5 %, planned.')
    expect(services.requests[0]?.verification).toEqual({ level: 'full', sample: { percentage: 2.5 } })
    await doclift('run', 'verify', '--sample', '200')
    expect(services.requests[1]?.verification).toEqual({ level: 'head', sample: { records: 200 } })
  })

  test('says how to start a switch', async () => {
    expect((await doclift('run', 'switch')).err).toContain('doclift approve 1')
  })

  test.each([
    [['run', 'delete']],
    [['run', 'back_up', '--record', 'nonsense']],
    [['run', 'back_up', '--first', '0']],
    [['run', 'back_up', '--percent', '0']],
    [['run', 'back_up', '--percent', '101']],
    [['run', 'back_up', '--percent', '1e1']],
    [['run', 'verify', '--level', 'deep']],
    [['run', 'verify', '--sample', '0']],
    [['run', 'verify', '--sample', '0%']],
    [['run', 'verify', '--sample', '101%']],
    [['run', 'verify', '--sample', 'some']],
    [['run', 'back_up', '--types', 'p d f']],
    [['run', 'back_up', '--types', '2024']],
    [['run', 'back_up', '--types', 'extension12']],
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
    const { exitCode, out, err } = await doclift('run', 'back_up', '--follow')
    expect(exitCode).toBe(1)
    expect(err).toMatch(/Run 1: running █+░+ 3 of 4 items\n.*Run 1: partially succeeded █+░+ 3 of 4 items/s)
    expect(out).toMatch(/planned +4\npending +1\ndone +2\nconflicted +1\nleft out +2/)
    expect(out).toContain('Proven: 1 by SHA-256, 1 by reading back')
  })
})

describe('doclift approve', () => {
  test('shows the gate and starts the plan as it stands', async () => {
    services.runs.push(buildRun({ number: 7 }))
    typed = services.orgDomain
    const { exitCode, out, asked } = await doclift('approve', '7')
    expect(asked).toContain('Run 7 switches the links of 4 records of everything in Salesforce.')
    expect([exitCode, services.runs[0]?.state, services.runs[0]?.approvedBy]).toEqual([0, 'approved', ACTOR.id])
    expect(out).toContain('Run 7: switch of everything, approved.')
  })

  test('exits with 3 and shows every line when the gate refuses', async () => {
    services.runs.push(buildRun({ number: 7 }))
    services.approveRun = () => Promise.reject(gateRefused())
    services.gateOf = async () => REFUSED_GATE
    const { exitCode, err } = await doclift('approve', '7', '--plan-hash', PLAN_HASH, '--yes')
    expect(exitCode).toBe(3)
    for (const line of REFUSED_GATE.lines) expect(err).toContain(line.sentence)
  })

  test.each([
    ['another domain', 'production.my.salesforce.example'],
    ['nothing at all', ''],
    ['nobody there', undefined],
  ])('changes nothing when the domain is not typed: %s', async (_name, answer) => {
    services.runs.push(buildRun({ number: 7 }))
    typed = answer
    const { exitCode, asked } = await doclift('approve', '7')
    expect([exitCode, services.runs[0]?.state]).toEqual([2, 'planned'])
    expect(asked).toContain('Type northwind.my.salesforce.example to go on')
  })

  test('refuses a plan that is still being made', async () => {
    services.runs.push(buildRun({ number: 7, planHash: null }))
    expect((await doclift('approve', '7')).exitCode).toBe(1)
  })
})

describe('other commands', () => {
  test('settings are shown, set and taken back', async () => {
    expect((await doclift('settings', 'get')).out).toMatch(/apiSharePercent +80 +80/)
    expect((await doclift('settings', 'set', 'apiSharePercent', '50')).out).toMatch(/apiSharePercent +50 +80 +cli:/)
    expect(JSON.parse((await doclift('settings', 'get', 'apiSharePercent', '--json')).out)).toMatchObject([
      { value: 50 },
    ])
    expect((await doclift('settings', 'set', 'apiSharePercent', 'default')).out).toMatch(/apiSharePercent +80 +80/)
    expect((await doclift('settings', 'set', 'apiSharePercent', 'many')).exitCode).toBe(2)
    expect((await doclift('settings', 'set', 'copyHours', '22:00-06:00 Europe/Berlin')).out).toContain(
      '22:00-06:00 Europe/Berlin',
    )
    expect((await doclift('settings', 'set', 'copyHours', 'default')).out).toMatch(/copyHours +always +always/)
    expect((await doclift('settings', 'get', 'nonsense')).exitCode).toBe(2)
  })

  test('pause and halt work without asking the org; resume and rollback prove the binding', async () => {
    services.runs.push(buildRun({ number: 1, state: 'running' }))
    expect((await doclift('pause', '1')).out).toContain('paused')
    expect((await doclift('halt', '1')).out).toContain('halted')
    expect(bindings).toBe(0)
    expect((await doclift('resume', services.runs[0]?.id ?? '')).out).toContain('approved')
    const rollback = await doclift('rollback', RECORD_ID.slice(0, 15), '--yes')
    expect(rollback.out).toBe('Run 2: roll_back of 1 record, planned.')
    expect(bindings).toBe(2)
  })

  test.each([
    [['--account', ACCOUNT_ID.slice(0, 15)], { kind: 'accounts', accountIds: [ACCOUNT_ID] }],
    [['--everything'], { kind: 'everything' }],
    [[RECORD_ID, '--override'], { kind: 'records', recordIds: [RECORD_ID], overridesConflicts: true }],
  ])('rollback %j starts a run of that scope', async (args, scope) => {
    expect((await doclift('rollback', ...args, '--yes')).exitCode).toBe(0)
    expect(services.requests.at(-1)).toMatchObject({ operation: 'roll_back', scope, isDryRun: false })
  })

  test('rollback --run takes back what a run wrote', async () => {
    const run = buildRun({ number: 14, operation: 'switch' })
    services.runs.push(run)
    expect((await doclift('rollback', '--run', '14', '--yes')).exitCode).toBe(0)
    expect(services.runs.at(-1)).toMatchObject({ operation: 'roll_back', scope: { kind: 'run', runId: run.id } })
  })

  test.each([
    [[]],
    [[RECORD_ID, '--everything']],
    [['--everything', '--override']],
    [['--account', ACCOUNT_ID, '--run', '1']],
  ])('rollback %j names no way back, or several, and is refused', async (args) => {
    expect((await doclift('rollback', ...args, '--yes')).exitCode).toBe(2)
    expect(services.runs).toEqual([])
  })

  test('a rollback wants the domain of the org typed', async () => {
    expect((await doclift('rollback', RECORD_ID)).exitCode).toBe(2)
    expect(services.runs).toEqual([])
    typed = `${services.orgDomain}\n`
    expect((await doclift('rollback', RECORD_ID)).exitCode).toBe(0)
  })

  test('an act prints the run as JSON for machines', async () => {
    services.runs.push(buildRun({ number: 1, state: 'running' }))
    const halted = JSON.parse((await doclift('halt', '1', '--json')).out)
    expect(halted).toMatchObject({ number: 1, state: 'halted', counts: { planned: 4 }, gate: null })
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

  test('the history of a run says what happened and who did it', async () => {
    services.runs.push(buildRun({ number: 41 }))
    const { out } = await doclift('runs', 'history', '41')
    expect(out).toMatch(/2026-03-01T12:00:00 +halted +doclift +Too many errors\./)
    expect(JSON.parse((await doclift('runs', 'history', '41', '--json')).out)).toMatchObject([{ kind: 'run.halted' }])
    expect((await doclift('runs', 'history', '99')).exitCode).toBe(1)
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

describe('doclift records', () => {
  test('lists records with their state and name', async () => {
    const { out } = await doclift('records', 'list', '--state', 'verified')
    expect(out).toMatch(/^Record +State +Bytes {2}Name\na01000000000001AAA {2}verified +100 {2}Contract\.pdf$/)
    expect((await doclift('records', 'list', '--state', 'lost')).exitCode).toBe(2)
  })

  test('lists the records of one group of failures', async () => {
    const asked: unknown[] = []
    const before = services.tracking.listRecords
    services.tracking.listRecords = async (options) => {
      asked.push(options)
      return { items: [], nextCursor: null }
    }
    await doclift('records', 'list', '--failure-code', 'source.missing', '--failure-class', 'copy')
    expect(asked).toEqual([{ limit: 50, failureCode: 'source.missing', failureClass: 'copy' }])
    expect((await doclift('records', 'list', '--failure-class', 'copy')).exitCode).toBe(2)
    services.tracking.listRecords = before
  })

  test('shows one record with every value its link ever had', async () => {
    const { out } = await doclift('records', 'show', RECORD_ID.slice(0, 15))
    expect(out).toContain('a01000000000001AAA "Contract.pdf": verified.')
    expect(out).toMatch(/ {2}2026-03-01T12:00:00.000Z first_seen in run 1 by doclift: https:\/\/files\.vendor/)
    const shown = JSON.parse((await doclift('records', 'show', RECORD_ID, '--json')).out)
    expect(shown).toMatchObject({ recordId: RECORD_ID, history: [{ kind: 'first_seen' }] })
    expect((await doclift('records', 'show', 'a01000000000099')).exitCode).toBe(1)
  })

  test('gives a link alone on standard output, in the name of its reader', async () => {
    const link = { url: 'https://files.northwind.example/a?signed', expiresAt: '', disposition: 'inline' as const }
    const readers: string[] = []
    services.reports.linkRecord = async (recordId, { id }) => {
      readers.push(`${recordId} ${id}`)
      return link
    }
    expect((await doclift('records', 'link', RECORD_ID.slice(0, 15))).out).toBe(link.url)
    expect(readers).toEqual([`${RECORD_ID} ${ACTOR.id}`])
  })

  test('tries a copy again by a run of its own, once the binding is proven', async () => {
    const run = buildRun({ number: 7, operation: 'back_up' })
    services.reports.retryRecord = async () => ({ run, isNew: true })
    const { out } = await doclift('records', 'retry', RECORD_ID)
    expect(out).toContain('Run 7')
    expect(bindings).toBe(1)
  })
})

describe('doclift token', () => {
  const ID = '0197f3a0-6b1c-7c3e-9d52-1f0a4e8b7c21'
  const dates = { createdAt: '2026-01-01T00:00:00.000Z', expiresAt: '2026-05-30T00:00:00.000Z' }
  const token = { id: ID, name: 'nightly', role: 'operator' as const, createdBy: 'cli:a@b', ...dates, revokedAt: null }
  const tokens = [
    token,
    { ...token, expiresAt: '2026-03-01T12:00:00.000Z' },
    { ...token, name: `\u001b[31m${'x'.repeat(80)}`, revokedAt: '2026-02-01T00:00:00.000Z' },
  ]
  let revoked: [string, string][]
  beforeEach(() => {
    revoked = []
    services.access = {
      admitOrgAct: async () => {},
      nameOf: async (_kind, id) => id,
      listTokens: async ({ after = '0' }) => {
        const next = tokens[Number(after) + 1] ? String(Number(after) + 1) : null
        return { items: tokens.slice(Number(after), Number(after) + 1), nextCursor: next }
      },
      revokeToken: async (id, actor) => void revoked.push([id, actor.id]),
    }
  })

  test('list shows every page with what became of each token, in 80 columns', async () => {
    const { out } = await doclift('token', 'list')
    expect(out.split('\n').map((line) => line.slice(38))).toEqual([
      'Role      State               Name',
      'operator  until 2026-05-30    nightly',
      'operator  expired 2026-03-01  nightly',
      expect.stringMatching(/^operator {2}revoked 2026-02-01 {2} \[31mxxx.*…$/),
    ])
    expect(out).toContain(ID)
    expect(widest(out)).toBe(80)
    expect(JSON.parse((await doclift('token', 'list', '--json')).out)).toEqual(tokens)
  })

  test('list says when there is none', async () => {
    services.access.listTokens = async () => ({ items: [], nextCursor: null })
    expect((await doclift('token', 'list')).out).toBe('There are no tokens.')
  })

  test('revoke takes an id alone, and names who did it', async () => {
    expect((await doclift('token', 'revoke', ID.toUpperCase())).out).toBe(`Token ${ID} is revoked.`)
    expect(revoked).toEqual([[ID, ACTOR.id]])
    expect((await doclift('token', 'revoke', 'doclift_secret')).exitCode).toBe(2)
    expect(revoked).toHaveLength(1)
  })

  test('create prints all of it as JSON when asked to', async () => {
    services.createToken = async (request) => ({ ...token, ...request, token: 'doclift_secret' })
    const { out, err } = await doclift('token', 'create', '--name', 'ci', '--role', 'viewer', '--json')
    expect(JSON.parse(out)).toMatchObject({ name: 'ci', role: 'viewer', token: 'doclift_secret' })
    expect(err).toBe('')
  })

  test('whoami tells who one is and which org is served', async () => {
    const { out } = await doclift('whoami')
    expect(out).toBe(
      `${ACTOR.id}: viewer, operator, approver, admin.\nProfile testing, sandbox, org 00D000000000001EAA.`,
    )
    expect(JSON.parse((await doclift('whoami', '--json')).out)).toMatchObject({ kind: 'cli', name: 'someone@host' })
  })
})

describe('test mode', () => {
  const testMode = 'Test mode: only 2 Accounts, at most 50 documents a run.'

  test('is told by status and whoami, and by neither without it', async () => {
    services.access = { ...services.access, nameOf: async (_kind, id) => id }
    for (const command of ['status', 'whoami']) {
      expect((await doclift(command)).out).not.toContain('Test mode')
      services.testMode = testMode
      expect((await doclift(command)).out).toContain(testMode)
      expect(JSON.parse((await doclift(command, '--json')).out)).toMatchObject({ testMode })
      services.testMode = null
    }
  })

  test('refuses with the exit code of a refusal', () => {
    expect(exitCodeOf(new PermanentError('run.outside-test-mode', ''))).toBe(3)
    expect(exitCodeOf(new PermanentError('rollback.outside-test-mode', ''))).toBe(3)
  })
})
