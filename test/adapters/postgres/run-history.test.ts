import { expect, test } from 'vitest'
import { ACTOR, at, entry, nextId, openLedger, planItem, START } from './ledger.ts'

const OPERATOR = { id: 'user:005000000000003AAA', role: 'operator' } as const
const REASON = { code: 'run.halted', sentence: 'Stopped by hand.' }

test('the history of a run says what happened in order, who did it and why', async () => {
  const ledger = await openLedger()
  const { id } = await ledger.begin('back_up', [planItem(1)])
  await ledger.haltRun(id, OPERATOR, at(1), REASON)
  await ledger.resumeRun(id, ACTOR, at(2))
  await ledger.endRun(id, 'failed', at(5), { code: 'x.y', sentence: 'It went wrong.' })
  const told = (await ledger.runHistoryOf(id)).map(({ kind, actor, state, sentence }) => [kind, actor, state, sentence])
  expect(told).toEqual([
    ['run.created', ACTOR.id, null, null],
    ['run.planned', 'doclift', null, null],
    ['run.approved', ACTOR.id, null, null],
    ['run.started', 'doclift', null, null],
    ['run.halted', OPERATOR.id, null, 'Stopped by hand.'],
    ['run.resumed', ACTOR.id, null, null],
    ['run.ended', 'doclift', 'failed', 'It went wrong.'],
  ])
  expect((await ledger.runHistoryOf(id)).map((line) => line.at).slice(3, 5)).toEqual([
    START.toISOString(),
    at(1).toISOString(),
  ])
})

test('the history of a run counts what was kept and what was withdrawn', async () => {
  const ledger = await openLedger()
  await ledger.discover([entry(1), entry(2)])
  await ledger.verify(1, 2)
  const { id } = await ledger.begin('switch', [planItem(1), planItem(2)])
  await ledger.recordExport(id, { key: 'k', sha256: 'a'.repeat(64), rowCount: 2, at: at(1) })
  await ledger.withdrawRest(id, OPERATOR, at(2))
  const lines = await ledger.runHistoryOf(id)
  expect(lines.slice(-2).map(({ kind, actor, records }) => [kind, actor, records])).toEqual([
    ['run.before-images-exported', 'doclift', 2],
    ['run.withdrawn', OPERATOR.id, 2],
  ])
})

test('what happened to other runs, and a run that does not exist, is not told', async () => {
  const ledger = await openLedger()
  const first = await ledger.create('inventory')
  await ledger.create('inventory')
  expect(await ledger.runHistoryOf(first.id)).toMatchObject([{ kind: 'run.created' }])
  expect(await ledger.runHistoryOf(nextId())).toEqual([])
})
