import { expect, test } from 'vitest'
import { queueStatements } from '../../../server/adapters/postgres/queue-statements.ts'
import { openLedger } from './ledger.ts'

const BROKEN = 'begin; select 1 / 0; commit'

test('a transaction of the queue that breaks in its middle leaves its connection to others as it was', async () => {
  const ledger = await openLedger()
  const queue = queueStatements(ledger.orm)
  const failed = await Promise.allSettled(Array.from({ length: 8 }, () => queue.executeSql(BROKEN)))
  expect(failed.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'rejected'))
  const runs = await Promise.allSettled(Array.from({ length: 8 }, () => ledger.listRunsToAdvance()))
  expect(runs.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'fulfilled'))
})

test('what the queue sends is answered with its rows, and fails with the error of the server', async () => {
  const queue = queueStatements((await openLedger()).orm)
  expect(await queue.executeSql('select $1::int as one', [1])).toEqual({ rows: [{ one: 1 }] })
  await expect(queue.executeSql(BROKEN)).rejects.toMatchObject({ code: '22012' })
})
