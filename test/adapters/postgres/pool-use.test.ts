import { expect, test } from 'vitest'
import { openDatabase } from '../../../server/adapters/postgres/client.ts'
import { diagnosticStore } from '../../../server/adapters/postgres/diagnostic-store.ts'
import { openLedger } from './ledger.ts'

test('the use of a pool is told: now, who waits, and the peaks since the last reading', async () => {
  const ledger = await openLedger()
  const database = await openDatabase({ url: ledger.appUrl, maxConnections: 2 })
  const end = Promise.withResolvers<void>()
  const transactions = [1, 2, 3].map(() =>
    database.transaction(async (tx) => {
      await tx.rows('select 1')
      await end.promise
    }),
  )
  await expect.poll(() => database.poolUse()).toMatchObject({ limit: 2, inUse: 2, waiting: 1 })
  end.resolve()
  await Promise.all(transactions)
  expect(database.poolUse()).toEqual({ limit: 2, inUse: 0, waiting: 0, peakInUse: 2, peakWaiting: 1 })
  expect(database.poolUse()).toEqual({ limit: 2, inUse: 0, waiting: 0, peakInUse: 0, peakWaiting: 0 })
  await database.close()
})

test('connections in use are told by what their process is for, whoever asks', async () => {
  const ledger = await openLedger()
  const service = await openDatabase({ url: ledger.appUrl, maxConnections: 1, use: 'service' })
  const worker = await openDatabase({ url: ledger.appUrl, maxConnections: 1, use: 'worker' })
  const end = Promise.withResolvers<void>()
  const working = worker.transaction(async (tx) => {
    await tx.rows('select 1')
    await end.promise
  })
  const read = async () => (await diagnosticStore(service).readDatabaseFacts()).connectionsInUse
  await expect.poll(read).toMatchObject({ service: 1, worker: 1 })
  end.resolve()
  await working
  await expect.poll(read).toMatchObject({ service: 1, worker: 0 })
  await Promise.all([service.close(), worker.close()])
})
