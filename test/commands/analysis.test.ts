import { expect, test } from 'vitest'
import { exitCodeOf } from '../../server/commands/exit-codes.ts'
import { formatBytes } from '../../server/commands/measures.ts'
import { PermanentError } from '../../server/domain/errors.ts'
import type { AccountView } from '../../server/ports/tracking/reads.ts'
import { ANALYSIS, analysisExamples } from '../http/analysis-examples.ts'
import { ACCOUNT_ID, buildRun, memoryServices } from '../http/memory-services.ts'
import { buildTestProgram } from '../support/program.ts'

const services = memoryServices({ analysis: analysisExamples() })

/** Runs one command line as the process would. */
async function doclift(...args: string[]) {
  const { program, said } = buildTestProgram(services, { id: 'cli:someone@host', role: 'admin' })
  const exitCode = await program.parseAsync(args, { from: 'user' }).then(() => 0, exitCodeOf)
  return { exitCode, ...said() }
}

const widest = (text: string) => Math.max(...text.split('\n').map((line) => [...line].length))

function account(n: number, total: number): AccountView {
  const accountId = `001${String(n).padStart(12, '0')}AAA`
  const counts = { total, byState: { verified: total }, outOfScope: {}, verifiedBytes: 1_500, needsAttention: 0 }
  return { accountId, name: `Account ${n}`, ...counts, lastActivityAt: '2026-03-01T12:00:00.000Z' }
}

test('accounts shows the largest ones of all pages, or all in id order', async () => {
  const accounts = [account(1, 5), account(2, 900), account(3, 5), account(4, 70)]
  services.tracking.listAccounts = async ({ after }) =>
    after === undefined
      ? { items: accounts.slice(0, 2), nextCursor: accounts[1]?.accountId ?? null }
      : { items: accounts.slice(2), nextCursor: null }
  const top = await doclift('accounts', '--top', '3', '--json')
  expect(JSON.parse(top.out).map((one: AccountView) => one.total)).toEqual([900, 70, 5])
  const all = await doclift('accounts', '--all', '--json')
  expect(JSON.parse(all.out)).toEqual(accounts)
  const { out } = await doclift('accounts')
  expect(out).toMatch(/900 +1\.50 KB +2026-03-01 +900 verified/)
  expect(out).toContain('4 of 4 Accounts')
  expect(widest(out)).toBeLessThanOrEqual(80)
})

test('accounts are filtered by what their records are like', async () => {
  const filters: unknown[] = []
  services.tracking.listAccounts = async ({ filter }) => {
    filters.push(filter)
    return { items: [], nextCursor: null }
  }
  expect((await doclift('accounts', '--filter', 'needs-attention')).out).toBe('There are no such Accounts.')
  expect((await doclift('accounts', '--filter', 'all')).exitCode).toBe(2)
  expect(filters).toEqual(['needs-attention'])
})

test('accounts are listed in the order of a sort, and by a part of their names', async () => {
  const asked: unknown[] = []
  services.tracking.listAccounts = async (options) => {
    asked.push(options)
    return { items: [account(1, 5), account(2, 900)], nextCursor: null }
  }
  const { out } = await doclift('accounts', '--sort', '-lastActivityAt', '--name', 'acc', '--top', '1', '--json')
  expect(JSON.parse(out).map((one: AccountView) => one.total)).toEqual([5])
  expect(asked).toEqual([{ limit: 200, sort: '-lastActivityAt', name: 'acc' }])
  expect((await doclift('accounts', '--sort', 'size')).exitCode).toBe(2)
})

test('accounts of an empty ledger say what to do', async () => {
  const empty = memoryServices()
  empty.tracking.listAccounts = async () => ({ items: [], nextCursor: null })
  const { program, said } = buildTestProgram(empty, { id: 'cli:someone@host', role: 'admin' })
  await program.parseAsync(['accounts'], { from: 'user' })
  expect(said().out).toContain('Run an inventory')
})

test('analysis is a set of tables, or all of it as JSON', async () => {
  const { out } = await doclift('analysis')
  expect(out).toContain('Size: about 1.50 MB (95 % confidence: 1.40 MB to 1.60 MB).')
  expect(out).toContain('1 of 1 documents read')
  expect(out).toContain('Peak months: Mar. Quiet months: none.')
  expect(out).toContain('Quiet hours (UTC): 4.')
  expect(out).toContain(ACCOUNT_ID)
  expect(JSON.parse((await doclift('analysis', '--json')).out).analysis).toEqual(ANALYSIS)
})

test('analysis without one fails and says how to make one', async () => {
  const none = new PermanentError('analysis.none', 'There is no analysis yet. Make one: "doclift run analyse".')
  const analysis = { ...analysisExamples(), newestAnalysis: () => Promise.reject(none) }
  const { program } = buildTestProgram(memoryServices({ analysis }), { id: 'cli:someone@host', role: 'admin' })
  await expect(program.parseAsync(['analysis'], { from: 'user' })).rejects.toThrow('doclift run analyse')
})

test('forecast says what is left, what it costs, and what was assumed', async () => {
  const { out } = await doclift('forecast')
  expect(out).toMatch(/back_up +1,000 +1\.50 GB +2 min 30 s +10\.0\/s measured/)
  expect(out).toMatch(/Storage: 36\.\d+ USD a month/)
  expect(out).toContain('99,100 are left today. That suffices.')
  expect(out).toContain('assumed, not measured, for: verify, switch')
  expect(JSON.parse((await doclift('forecast', '--json')).out).steps).toHaveLength(3)
})

test('forecast of a run shows its prediction beside what it took', async () => {
  services.runs.push(buildRun({ number: 7, operation: 'back_up', state: 'succeeded' }))
  const { out, exitCode } = await doclift('forecast', '--run', '7')
  expect([exitCode, out]).toEqual([0, expect.stringMatching(/bytes +15\.0 MB +12\.0 MB +25 %/)])
  expect((await doclift('forecast', '--run', '99')).exitCode).toBe(1)
})

test('series shows the buckets with work, and all of them as JSON', async () => {
  const span = ['--by', 'hour', '--from', '2026-03-01T10:00:00Z', '--to', '2026-03-01T13:00:00Z']
  const { out } = await doclift('series', ...span)
  expect(out.split('\n')).toHaveLength(2)
  expect(out).toMatch(/2026-03-01T11:00 +3 +0 +0 +1 +0 +9 bytes +25 %/)
  expect(JSON.parse((await doclift('series', ...span, '--json')).out).buckets).toHaveLength(3)
  expect((await doclift('series', '--by', 'hour', '--from', '2020-01-01')).exitCode).toBe(2)
  expect((await doclift('series', '--by', 'week')).exitCode).toBe(2)
})

test.each([
  [null, 'unknown'],
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1.00 KB'],
  [999_999, '1.00 MB'],
  [1_700_000_000_000, '1.70 TB'],
])('%s bytes are shown as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})
